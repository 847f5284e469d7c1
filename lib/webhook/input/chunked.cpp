#include "lib/webhook/input/chunked.hpp"

#include <fmt/core.h>

#include "lib/webhook/input/head.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kLongestSizeLine = 16 * 1024;  // with its extensions
constexpr std::size_t kMostDigits = 16;

Failure broken(const std::string& file, std::size_t at, const std::string& what) {
  return unreadable(file, fmt::format("the chunked body is broken at byte {}: {}", at + 1, what),
                    "if the body was put together already when it was saved, remove the "
                    "Transfer-Encoding header");
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The size that a chunk's first line tells; `at` is moved behind the line.
std::size_t read_size(std::string_view bytes, std::size_t& at, const std::string& file) {
  std::string_view line = bytes.substr(at, kLongestSizeLine);
  const std::size_t feed = line.find('\n');
  if (feed == std::string_view::npos)
    throw broken(file, at, line.empty() ? "the last chunk is not there" : "a chunk's size is cut");
  line = line.substr(0, feed);
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::size_t size = 0, digits = 0;
  for (; digits < line.size() && hex_digit(line[digits]) >= 0; ++digits) {
    if (digits == kMostDigits) throw broken(file, at, "a chunk's size is out of all bounds");
    size = size * 16 + static_cast<std::size_t>(hex_digit(line[digits]));
  }
  const std::string_view after = trim(line.substr(digits));
  if (digits == 0 || (!after.empty() && !after.starts_with(';')))
    throw broken(file, at + digits, "a chunk begins with its size in hex digits");
  at += feed + 1;
  return size;
}

/// Goes over the line end behind a chunk's content.
void read_line_end(std::string_view bytes, std::size_t& at, const std::string& file) {
  const std::string_view rest = bytes.substr(at, 2);
  if (rest != "\r\n" && !rest.starts_with('\n'))
    throw broken(file, at, "the chunk is longer than its size says");
  at += rest.starts_with('\n') ? 1 : 2;
}

void read_trailers(std::string_view bytes, std::size_t at, const std::string& file) {
  std::vector<Header> trailers;
  HeaderBlock block(file, trailers);
  for (HeadLines lines(bytes, at, file);;) {
    const std::size_t start = lines.at();
    try {
      const auto line = lines.next();
      if (!line || line->empty()) return;
      block.add(*line, lines.number());
    } catch (const Failure&) {
      // Lines of a file are not counted behind octets: the byte is said instead.
      throw broken(file, start, "what follows the last chunk is no trailer");
    }
  }
}

}  // namespace

std::string decode_chunked(std::string_view bytes, std::size_t at, const std::string& file) {
  std::string body;
  for (;;) {
    const std::size_t start = at;
    const std::size_t size = read_size(bytes, at, file);
    if (size == 0) break;
    if (size > bytes.size() - at)
      throw broken(
          file, start,
          fmt::format("the chunk has {} bytes by its size, {} are there", size, bytes.size() - at));
    body += bytes.substr(at, size);
    at += size;
    read_line_end(bytes, at, file);
  }
  read_trailers(bytes, at, file);
  return body;
}

}  // namespace checkoutdiag::webhook
