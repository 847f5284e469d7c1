#include "lib/charge/replay/journal_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "lib/charge/replay/journal_text.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr const char* kElsewhere = "give --journal a file in a directory that can be written";

// O_NONBLOCK: opening a named pipe must not wait for somebody at its other end.
int open_file(const std::string& path, JournalFile::Mode mode) {
  constexpr int kAlways = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  switch (mode) {
    case JournalFile::Mode::create:
      return open(path.c_str(), kAlways | O_RDWR | O_APPEND | O_CREAT | O_EXCL, 0600);
    case JournalFile::Mode::resume:
      return open(path.c_str(), kAlways | O_RDWR | O_APPEND);
    case JournalFile::Mode::read:
      break;
  }
  return open(path.c_str(), kAlways | O_RDONLY);
}

}  // namespace

JournalFile::JournalFile(const std::string& path, Mode mode) : path_(path) {
  const std::string shown = text::printable(path);
  descriptor_ = open_file(path, mode);
  if (descriptor_ < 0) {
    if (mode == Mode::create && errno == EEXIST)
      throw Failure(Failure::Kind::usage, fmt::format("the journal {} is there already", shown),
                    "give --resume to go on with it, or another name for a new run");
    if (mode != Mode::create && errno == ENOENT)
      throw Failure(Failure::Kind::usage, fmt::format("there is no journal {}", shown),
                    "leave out --resume to begin a new run");
    if (errno == ELOOP)
      throw Failure(Failure::Kind::input,
                    fmt::format("the journal {} is a symbolic link, which is not followed", shown),
                    "name the file itself");
    fail("opened");
  }
  try {
    check_kind();
    if (mode != Mode::read) lock();
    if (mode == Mode::create) sync_directory();
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

JournalFile::~JournalFile() {
  close(descriptor_);
}

void JournalFile::fail(const char* what) const {
  const int why = errno;
  throw Failure(Failure::Kind::input,
                fmt::format("the journal {} cannot be {}: {}", text::printable(path_), what,
                            std::strerror(why)),
                kElsewhere);
}

void JournalFile::check_kind() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) fail("examined");
  if (!S_ISREG(status.st_mode))
    throw Failure(Failure::Kind::input,
                  fmt::format("the journal {} is no file", text::printable(path_)), kElsewhere);
}

void JournalFile::lock() const {
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) fail("locked");
  throw Failure(Failure::Kind::input,
                fmt::format("the journal {} is in use by another run", text::printable(path_)),
                "wait until that run is over");
}

// A new file's name is on disk only when its directory is.
void JournalFile::sync_directory() const {
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  const int directory =
      open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail("made safe in its directory");
  const int result = fsync(directory);
  const int why = errno;
  close(directory);
  errno = why;
  if (result != 0) fail("made safe in its directory");
}

std::string JournalFile::text() const {
  std::string text;
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t got =
        pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read");
    if (got == 0 || text.size() > kLargestJournal) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

void JournalFile::cut(std::size_t bytes) {
  if (ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0 || fdatasync(descriptor_) != 0)
    fail("written");
}

void JournalFile::append(std::string_view line) {
  if (broken_) fail("written");
  broken_ = true;
  // In one write, unless the disk is full or a limit is met: the second write then says so.
  while (!line.empty()) {
    const ssize_t written = write(descriptor_, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("written");
    line.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fdatasync(descriptor_) != 0) fail("written");
  broken_ = false;
}

}  // namespace checkoutdiag::charge
