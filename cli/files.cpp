#include "cli/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "cli/interrupt.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

namespace fs = std::filesystem;

Failure cannot(const char* verb, std::string_view what, const std::string& path, int error) {
  std::string name = path == "-" ? "stdin" : text::printable(path, 400);
  return Failure(Failure::Kind::input, std::string("cannot ") + verb + " " + std::string(what) +
                                           " " + name + ": " + std::strerror(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ > STDERR_FILENO) ::close(number_);
  }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// The file that a rename would replace: a link's end, not the link.
fs::path real_place(const std::string& path) {
  std::error_code ignored;
  fs::path real = fs::weakly_canonical(path, ignored);
  return real.empty() ? fs::path(path) : real;
}

bool is_special(const fs::path& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

// What a plain open would have given it, or what it has.
mode_t wanted_mode(const fs::path& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) return about.st_mode & 0777;
  mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

int write_all(int to, std::string_view content) {
  while (!content.empty()) {
    ssize_t done = ::write(to, content.data(), content.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(done));
  }
  return 0;
}

std::string read_file(const std::string& path, std::string_view what, std::size_t limit) {
  Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) throw cannot("read", what, path, errno);
  std::string content;
  char buffer[16384];
  while (true) {
    // Nothing was judged yet, so there is nothing to report.
    if (!wait_readable(file.get())) ::_exit(128 + interrupted_by());
    ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot("read", what, path, errno);
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
    if (content.size() > limit) throw cannot("read", what, path, EFBIG);
  }
}

void check_writable(const std::string& path, std::string_view what) {
  fs::path place = real_place(path);
  struct stat about {};
  if (::stat(place.c_str(), &about) == 0) {
    if (S_ISDIR(about.st_mode)) throw cannot("write", what, path, EISDIR);
    if (::faccessat(AT_FDCWD, place.c_str(), W_OK, AT_EACCESS) != 0)
      throw cannot("write", what, path, errno);
    if (!S_ISREG(about.st_mode)) return;
  }
  fs::path folder = place.has_parent_path() ? place.parent_path() : fs::path(".");
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
    throw cannot("write", what, path, errno);
}

NewFile::NewFile(const std::string& path, std::string_view what)
    : path_(path), what_(what), place_(real_place(path)) {
  if (is_special(place_)) {
    file_ = ::open(place_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    temporary_ = place_ + ".XXXXXX";
    file_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  }
  if (file_ < 0) throw cannot("write", what_, path_, errno);
}

NewFile::~NewFile() {
  if (file_ < 0) return;
  ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void NewFile::fail(int error) {
  throw cannot("write", what_, path_, error);
}

void NewFile::write(std::string_view content) {
  if (const int error = write_all(file_, content)) fail(error);
}

void NewFile::commit() {
  if (temporary_.empty()) return;
  if (::fchmod(file_, wanted_mode(place_)) != 0) fail(errno);
  if (::rename(temporary_.c_str(), place_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

void write_file(const std::string& path, std::string_view content, std::string_view what) {
  NewFile file(path, what);
  file.write(content);
  file.commit();
}

}  // namespace checkoutdiag
