#include "lib/trust/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "lib/trust/files_walk.hpp"

namespace checkoutdiag::trust {
namespace {

// O_NONBLOCK: a FIFO without a writer would wait for one; O_NOCTTY: a terminal must not become
// ours.
constexpr int kOpenFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
constexpr std::size_t kMostDirectories = 2'000;  // that one glob reads

std::string kind_of(mode_t mode) {
  if (S_ISFIFO(mode)) return "a pipe (FIFO)";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  if (S_ISDIR(mode)) return "a directory";
  return "no regular file";
}

std::string prefix(const std::string& root) {
  return root == "/" ? "" : root;
}

/// Everybody may add to a directory whose sticky bit only keeps others from removing, too.
bool anybody_may_change(const struct ::stat& facts) {
  return (facts.st_mode & S_IWOTH) != 0;
}

FileFacts facts_of(std::string_view path, Walk found) {
  FileFacts facts;
  facts.path = path;
  facts.error = std::move(found.error);
  facts.missing = found.missing;
  if (!facts.error.empty()) return facts;
  const struct ::stat& seen = found.facts;
  facts.real = std::move(found.real);
  facts.device = seen.st_dev;
  facts.inode = seen.st_ino;
  facts.size = static_cast<std::uint64_t>(std::max<off_t>(seen.st_size, 0));
  facts.mode = seen.st_mode & 07777;
  facts.owner = seen.st_uid;
  facts.modified = Time(std::chrono::seconds(seen.st_mtime));
  facts.world_writable_path = std::move(found.writable);
  if (facts.world_writable_path.empty() && anybody_may_change(seen))
    facts.world_writable_path = facts.real;
  facts.world_writable = !facts.world_writable_path.empty();
  return facts;
}

/// A regular file's descriptor, or -1 with the reason in words.
int open_regular(const std::string& root, const std::string& real, struct ::stat& facts,
                 std::string& why) {
  int descriptor = open_real(root, real, kOpenFlags);
  if (descriptor < 0) {
    why = std::strerror(errno);
    return -1;
  }
  if (::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode)) return descriptor;
  why = "it is " + kind_of(facts.st_mode);
  ::close(descriptor);
  return -1;
}

int open_directory(const std::string& root, std::string_view path, std::string& why) {
  if (root == "/") {  // nothing to stay within
    int plain = ::open(std::string(path).c_str(), kOpenFlags | O_DIRECTORY | O_CLOEXEC);
    if (plain < 0) why = std::strerror(errno);
    return plain;
  }
  Walk at = walk(root, path);
  why = at.error;
  if (!why.empty()) return -1;
  int descriptor = open_real(root, at.real, kOpenFlags | O_DIRECTORY);
  if (descriptor < 0) why = std::strerror(errno);
  return descriptor;
}

/// Reads to the end, or until there is more than `limit`: what a file says of its size is no
/// promise. Empty when all went well.
std::string read_all(int descriptor, std::size_t limit, std::string& to) {
  std::array<char, 64 * 1024> piece{};
  for (;;) {
    ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::strerror(errno);
    if (got == 0) return {};
    to.append(piece.data(), static_cast<std::size_t>(got));
    if (to.size() > limit) return fmt::format("larger than {} bytes", limit);
  }
}

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_pattern(std::string_view part) {
  return part.find_first_of("*?") != std::string_view::npos;
}

std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    if (end > at) parts.emplace_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

Files::Files(std::string root) : root_(std::move(root)) {
  while (root_.size() > 1 && root_.back() == '/')
    root_.pop_back();
  if (root_.empty()) root_ = "/";
}

std::string Files::resolve(std::string_view path, std::string* why) const {
  Walk found = walk(prefix(root_), path);
  if (why) *why = std::move(found.error);
  return std::move(found.real);
}

std::string Files::outside(std::string_view real) const {
  return prefix(root_) + std::string(real);
}

FileFacts Files::look(std::string_view path) const {
  Walk found = walk(prefix(root_), path);
  mode_t mode = found.facts.st_mode;
  FileFacts facts = facts_of(path, std::move(found));
  if (!facts.error.empty()) return facts;
  if (!S_ISREG(mode) && !S_ISDIR(mode))
    facts.error = "it is " + kind_of(mode);
  else if (::faccessat(AT_FDCWD, outside(facts.real).c_str(), R_OK, AT_EACCESS) != 0)
    facts.error = std::strerror(errno);
  return facts;
}

bool Files::is_file(std::string_view path) const {
  struct ::stat facts {};
  if (!foreign()) return ::stat(std::string(path).c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
  Walk found = walk(prefix(root_), path);
  return found.error.empty() && S_ISREG(found.facts.st_mode);
}

bool Files::is_directory(std::string_view path) const {
  struct ::stat facts {};
  if (!foreign()) return ::stat(std::string(path).c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
  Walk found = walk(prefix(root_), path);
  return found.error.empty() && S_ISDIR(found.facts.st_mode);
}

Files::Content Files::read(std::string_view path, std::size_t limit) const {
  Content content;
  Walk found = walk(prefix(root_), path);
  mode_t mode = found.facts.st_mode;
  content.facts = facts_of(path, std::move(found));
  std::string& error = content.facts.error;
  if (!error.empty()) return content;
  if (!S_ISREG(mode)) {  // not even opened: that alone can wake a pipe's writer
    error = "it is " + kind_of(mode);
    return content;
  }
  struct ::stat facts {};
  int descriptor = open_regular(prefix(root_), content.facts.real, facts, error);
  if (descriptor < 0) return content;
  if (facts.st_size > 0 && static_cast<std::uint64_t>(facts.st_size) > limit)
    error = fmt::format("larger than {} bytes ({})", limit, facts.st_size);
  else
    error = read_all(descriptor, limit, content.bytes);
  ::close(descriptor);
  if (!error.empty()) content.bytes.clear();
  return content;
}

std::vector<std::string> Files::names(std::string_view directory, std::string* error) const {
  std::vector<std::string> found;
  std::string why;
  int descriptor = open_directory(root_, directory, why);
  DIR* entries = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
  if (entries == nullptr && descriptor >= 0) ::close(descriptor);
  while (entries != nullptr) {
    const dirent* entry = ::readdir(entries);
    if (entry == nullptr) break;
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (found.size() == kMostNames) {
      why = fmt::format("more than {} names: the others were not looked at", kMostNames);
      break;
    }
    found.emplace_back(name);
  }
  if (entries != nullptr) ::closedir(entries);
  std::sort(found.begin(), found.end());
  if (error) *error = std::move(why);
  return found;
}

std::vector<std::string> Files::glob(std::string_view pattern) const {
  std::vector<std::string> paths{""};
  std::size_t directories = 0;
  std::vector<std::string> parts = components(pattern);
  bool literal_end = false;
  for (const std::string& part : parts) {
    literal_end = !is_pattern(part);
    std::vector<std::string> next;
    for (const std::string& base : paths) {
      if (literal_end) {
        next.push_back(base + "/" + part);
        continue;
      }
      if (++directories > kMostDirectories) break;
      for (const std::string& name : names(base.empty() ? "/" : base))
        if ((name.front() != '.' || part.front() == '.') && matches(part, name) &&
            next.size() < kMostNames)
          next.push_back(base + "/" + name);
    }
    paths = std::move(next);
  }
  // Names that a directory listed are there; literal ends may not be.
  if (literal_end)
    std::erase_if(paths, [this](const std::string& path) {
      struct ::stat facts {};
      if (!foreign()) return ::stat(path.c_str(), &facts) != 0;
      return resolve(path).empty();
    });
  std::sort(paths.begin(), paths.end());
  if (parts.empty()) paths.clear();
  return paths;
}

std::optional<Files::Reader> Files::open(std::string_view path, std::string* why) const {
  Walk found = walk(prefix(root_), path);
  std::string error = std::move(found.error);
  struct ::stat facts {};
  int descriptor = -1;
  if (error.empty() && !S_ISREG(found.facts.st_mode))
    error = "it is " + kind_of(found.facts.st_mode);
  if (error.empty()) descriptor = open_regular(prefix(root_), found.real, facts, error);
  if (why) *why = std::move(error);
  if (descriptor < 0) return std::nullopt;
  return Reader(descriptor, static_cast<std::uint64_t>(std::max<off_t>(facts.st_size, 0)));
}

Files::Reader::Reader(Reader&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

Files::Reader::~Reader() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t Files::Reader::read_at(std::uint64_t offset, char* to, std::size_t length) const {
  std::size_t done = 0;
  while (done < length) {
    ssize_t got = ::pread(descriptor_, to + done, length - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace checkoutdiag::trust
