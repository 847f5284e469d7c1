#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lib/failure.hpp"
#include "lib/fields/records.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/small_file.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr std::size_t kPart = 256 * 1024;

Failure cannot_read(const std::string& name) {
  return Failure(Failure::Kind::input,
                 fmt::format("cannot read {}: {}", name, std::strerror(errno)));
}

}  // namespace

Input::Input(const std::string& path, int interrupt)
    : name_(path == "-" ? "stdin" : text::printable(path, 400)),
      file_(STDIN_FILENO),
      interrupt_(interrupt) {
  if (path == "-") return;
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) throw cannot_read(name_);
  is_open_ = true;
}

Input::~Input() {
  if (is_open_) ::close(file_);
}

// Whether the file is what became readable.
bool Input::wait() {
  pollfd both[2] = {{interrupt_, POLLIN, 0}, {file_, POLLIN, 0}};
  while (::poll(both, 2, -1) < 0 && errno == EINTR)
    continue;
  return both[0].revents == 0;
}

bool Input::grow() {
  if (is_over_) return false;
  if (interrupt_ >= 0 && !wait()) {
    is_over_ = is_interrupted_ = true;
    return false;
  }
  if (at_ > 0) buffer_.erase(0, at_);
  end_ -= at_;
  at_ = 0;
  buffer_.resize(end_ + kPart);
  ssize_t got = 0;
  do
    got = ::read(file_, buffer_.data() + end_, kPart);
  while (got < 0 && errno == EINTR);
  if (got < 0) throw cannot_read(name_);
  is_over_ = got == 0;
  if (end_ == 0)
    text::refuse_utf16(std::string_view(buffer_).substr(0, static_cast<std::size_t>(got)), name_);
  end_ += static_cast<std::size_t>(got);
  return got > 0;
}

}  // namespace checkoutdiag::fields
