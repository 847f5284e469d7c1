#include "lib/trust/files_walk.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace checkoutdiag::trust {
namespace {

constexpr int kMostLinks = 40;                  // Linux's own limit
constexpr std::size_t kLongestPath = 4096;      // PATH_MAX
constexpr std::size_t kMostComponents = 4'000;  // of a path with all its links replaced

/// Puts the components of `path` on the stack, the first on top.
void push(std::vector<std::string>& stack, std::string_view path) {
  std::size_t bottom = stack.size();
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    std::string_view part = path.substr(at, end - at);
    if (!part.empty() && part != ".") stack.emplace_back(part);
    at = end + 1;
  }
  std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(bottom), stack.end());
}

/// A link's text; empty with errno when it cannot be read.
std::string target_of(const std::string& link) {
  std::array<char, kLongestPath> text{};
  ssize_t length = ::readlink(link.c_str(), text.data(), text.size());
  if (length < 0) return {};
  return {text.data(), static_cast<std::size_t>(length)};
}

class Walker {
 public:
  Walker(const std::string& root, std::string_view path) : root_(root) {
    if (path.size() > kLongestPath || path.find('\0') != std::string_view::npos) {
      result_.error = "the path is no path of this system";
      return;
    }
    push(left_, path);
    directory("");
    while (!left_.empty() && result_.error.empty())
      step();
  }

  Walk finish() {
    if (!result_.error.empty()) return std::move(result_);
    result_.real = at_.empty() ? "/" : at_;
    return std::move(result_);
  }

 private:
  void step() {
    std::string name = std::move(left_.back());
    left_.pop_back();
    if (name == "..") {
      if (!S_ISDIR(result_.facts.st_mode)) return fail(at_, ENOTDIR);
      at_.resize(at_.empty() ? 0 : at_.rfind('/'));
      directory(at_);
      return;
    }
    // A path with a further component needs a directory: stat of a file below a file says so.
    std::string next = at_ + "/" + name;
    if (::lstat((root_ + next).c_str(), &result_.facts) != 0) return fail(next, errno);
    if (S_ISLNK(result_.facts.st_mode)) return follow(next);
    at_ = std::move(next);
    if (S_ISDIR(result_.facts.st_mode)) note_writable();
  }

  void follow(const std::string& link) {
    if (++links_ > kMostLinks) return fail(link, ELOOP);
    errno = 0;
    std::string target = target_of(root_ + link);
    if (target.empty()) return fail(link, errno != 0 ? errno : ENOENT);
    if (target.front() == '/') at_.clear();
    directory(at_);  // its text may be no more than "." or "/"
    push(left_, target);
    if (left_.size() > kMostComponents) fail(link, ELOOP);
  }

  void directory(const std::string& path) {
    if (::stat((root_ + path + "/").c_str(), &result_.facts) != 0) return fail("/", errno);
    if (path.empty()) note_writable();
  }

  void note_writable() {
    const auto& facts = result_.facts;
    bool open_to_all = (facts.st_mode & S_IWOTH) != 0 && (facts.st_mode & S_ISVTX) == 0;
    if (open_to_all && result_.writable.empty()) result_.writable = at_.empty() ? "/" : at_;
  }

  void fail(const std::string& at, int why) {
    result_.missing = why == ENOENT || why == ENOTDIR;
    std::string shown = at + (links_ > 0 ? " (behind a link)" : "");
    result_.error = fmt::format("{}: {}", shown, std::strerror(why));
    if (why == ELOOP) result_.error = at + ": too many links, or links in a circle";
  }

  const std::string& root_;
  Walk result_;
  std::vector<std::string> left_;  // components still to go, the next on top
  std::string at_;                 // where we are, without links
  int links_ = 0;
};

}  // namespace

Walk walk(const std::string& root, std::string_view path) {
  return Walker(root, path).finish();
}

int open_real(const std::string& root, const std::string& real, int flags) {
  int directory = ::open(root.empty() ? "/" : root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  std::size_t at = 1;
  while (directory >= 0) {
    std::size_t end = std::min(real.find('/', at), real.size());
    bool last = end >= real.size();
    std::string name = real.substr(at, end - at);
    if (name.empty()) name = ".";  // the root itself
    int opened = ::openat(
        directory, name.c_str(),
        last ? flags | O_NOFOLLOW | O_CLOEXEC : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int why = errno;
    ::close(directory);
    errno = why;
    if (last) return opened;
    directory = opened;
    at = end + 1;
  }
  return -1;
}

}  // namespace checkoutdiag::trust
