#include "lib/text/small_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::text {
namespace {

Failure cannot_read(const char* what, const std::string& path, int error) {
  return Failure(Failure::Kind::input, fmt::format("cannot read the {} {}: {}", what,
                                                   printable(path, 400), std::strerror(error)));
}

}  // namespace

bool is_file_name(const std::string& name_or_file) {
  return name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".json");
}

void refuse_utf16(std::string_view text, const std::string& file) {
  if (!text.starts_with("\xFF\xFE") && !text.starts_with("\xFE\xFF")) return;
  throw Failure(Failure::Kind::input, file + " is in UTF-16, and UTF-8 is read here",
                "make it UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW");
}

std::string read_small_file(const std::string& path, const char* what, std::size_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw cannot_read(what, path, errno);
  std::string content;
  char buffer[4096];
  int error = 0;
  while (content.size() <= most) {
    const ssize_t got = ::read(file, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    content.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(file);
  if (content.size() > most) error = EFBIG;
  if (error) throw cannot_read(what, path, error);
  return content;
}

}  // namespace checkoutdiag::text
