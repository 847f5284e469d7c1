#include "lib/http/client/request.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::http {
namespace {

constexpr std::size_t kLongestUrl = 8192;

// Ours: what they say follows from the body, the URL and the way that a request is sent here.
constexpr std::string_view kOurs[] = {
    "content-length",    "host",       "accept-encoding", "expect",
    "transfer-encoding", "connection", "upgrade"};

bool is_plain(std::string_view url) {
  return url.size() <= kLongestUrl &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return text::is_letter(c) || text::is_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view value) {
  return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

void check_sendable(const Call& call) {
  using enum Failure::Kind;
  if (!is_plain(call.url))
    throw Failure(input, "the URL has characters that a URL cannot have, or is too long",
                  "write spaces and other characters as %XX");
  if (!is_token(call.method))
    throw Failure(input, fmt::format("\"{}\" is no HTTP method", text::printable(call.method, 32)));
  for (const Header& header : call.headers)
    if (!is_token(header.name) || !is_value(header.value))
      throw Failure(input,
                    fmt::format("the header {} cannot be sent: a name is a word, and a value has "
                                "no line break",
                                text::printable(header.name, 64)));
}

// A proxy of the environment is for the world outside; a test server on this machine is reached
// directly, whatever no_proxy says.
bool is_loopback(std::string_view url) {
  const std::size_t start = url.find("://");
  std::string_view host = start == std::string_view::npos ? url : url.substr(start + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.substr(0, 5) == "[::1]") return true;
  const std::string name = text::lower(host.substr(0, host.rfind(':')));
  constexpr std::string_view kNumeric = "0123456789.";
  return name == "localhost" || name.ends_with(".localhost") ||
         (name.starts_with("127.") && name.find_first_not_of(kNumeric) == std::string::npos);
}

bool is_ours(std::string_view name) {
  return std::find(std::begin(kOurs), std::end(kOurs), text::lower(name)) != std::end(kOurs);
}

}  // namespace checkoutdiag::http
