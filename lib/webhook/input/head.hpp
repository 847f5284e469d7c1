#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/failure.hpp"
#include "lib/webhook/delivery.hpp"

// The head of a message, for whoever reads one: header lines as RFC 9112 section 5 has them, with
// line ends as files have them.
namespace checkoutdiag::webhook {

constexpr std::size_t kMostHeaders = 1000;
constexpr std::size_t kLongestHead = 256 * 1024;

/// Failure(input) for `file`, and for the line of it.
Failure unreadable(const std::string& file, const std::string& what, const std::string& hint = {});
Failure unreadable_line(const std::string& file, std::size_t line, const std::string& what,
                        const std::string& hint = {});

/// RFC 9110 section 5.6.2: what names of headers and methods are made of.
bool is_token(std::string_view text);

/// Without the spaces and tabs around it.
std::string_view trim(std::string_view text);

/// How many bytes of a byte order mark `text` begins with. Throws Failure(input) for UTF-16, which
/// is what some shells write.
std::size_t mark_length(std::string_view text, const std::string& file);

/// The bytes up to `kLongestHead`, a line at a time.
class HeadLines {
 public:
  HeadLines(std::string_view bytes, std::size_t at, const std::string& file);

  /// The next line, without its LF or CRLF; nothing when the bytes are over. Throws Failure(input)
  /// for a NUL or a lone CR, which others may take for the end of a line, and for a head without
  /// end.
  std::optional<std::string_view> next();

  std::size_t number() const { return number_; }  // of the line that next() gave last, from 1
  std::size_t at() const { return at_; }          // the byte behind it, from 0

 private:
  std::string_view bytes_;
  std::size_t at_, end_;
  std::size_t number_ = 0;
  const std::string& file_;
};

/// Puts headers together from their lines.
class HeaderBlock {
 public:
  HeaderBlock(const std::string& file, std::vector<Header>& headers)
      : file_(file), headers_(headers) {}

  /// Takes "Name: value", or the continuation of the line before. Throws Failure(input).
  void add(std::string_view line, std::size_t number);

  /// What was before is over: it has no continuation.
  void close() { open_ = false; }

 private:
  const std::string& file_;
  std::vector<Header>& headers_;
  bool open_ = false;
};

/// True for "POST /hook HTTP/1.1"; the three parts in order.
struct RequestLine {
  std::string_view method, target, version;
};
std::optional<RequestLine> parse_request_line(std::string_view line);

/// True for "HTTP/1.1 200 OK".
bool is_status_line(std::string_view line);

}  // namespace checkoutdiag::webhook
