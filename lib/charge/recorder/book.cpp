#include "lib/charge/recorder/book.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr mode_t kOwner = 0600;

bool is_regular(int file, struct stat& state) {
  return ::fstat(file, &state) == 0 && S_ISREG(state.st_mode);
}

struct Before {
  int lines = 0;
  bool torn = false;  // the last one has no end: whoever wrote it was killed
};

// What is in the file already; not of a pipe or a terminal, which would be waited for.
Before look_at(const std::string& file) {
  Before before;
  const int from = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat state {};
  std::array<char, 64 * 1024> room{};
  while (from >= 0 && is_regular(from, state)) {
    const ssize_t got = ::read(from, room.data(), room.size());
    if (got <= 0) break;
    before.lines += static_cast<int>(std::count(room.data(), room.data() + got, '\n'));
    before.torn = room.at(static_cast<std::size_t>(got) - 1) != '\n';
  }
  if (from >= 0) ::close(from);
  return before;
}

}  // namespace

Book::Book(const std::string& file, std::function<void(const std::string&)> trouble)
    : file_(file), trouble_(std::move(trouble)) {
  if (file_.empty()) return;
  to_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kOwner);
  if (to_ < 0)
    throw Failure(
        Failure::Kind::input,
        fmt::format("{} cannot be written: {}", text::printable(file_, 200), std::strerror(errno)),
        "name a file in a directory that is there and that is yours: --record FILE");
  const Before before = look_at(file_);
  lines_ = before.lines;
  if (before.torn && append("\n")) ++lines_;
}

Book::~Book() {
  if (to_ >= 0) ::close(to_);
}

bool Book::append(std::string_view line) {
  struct stat before {};
  const bool regular = is_regular(to_, before);
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t written = ::write(to_, line.data() + done, line.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  if (done == line.size()) return true;
  // A part of a line makes the whole file unreadable. Unless somebody else has appended to it.
  const int why = errno;
  struct stat after {};
  if (regular && is_regular(to_, after) &&
      after.st_size == before.st_size + static_cast<off_t>(done)) [[maybe_unused]]
    const int cut = ::ftruncate(to_, before.st_size);
  errno = why;
  return false;
}

int Book::write(std::string line) {
  if (to_ < 0) return 0;
  if (!line.ends_with('\n')) line += '\n';
  std::string complaint;
  {
    const std::lock_guard lock(mutex_);
    if (append(line)) return ++lines_;
    if (std::exchange(complained_, true)) return 0;
    complaint = fmt::format("{} is not complete: it could not be written: {}",
                            text::printable(file_, 200), std::strerror(errno));
  }
  if (trouble_) trouble_(complaint);
  return 0;
}

}  // namespace checkoutdiag::charge
