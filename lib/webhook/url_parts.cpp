#include "lib/webhook/url_parts.hpp"

#include <algorithm>
#include <vector>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook {
namespace {

// WHATWG URL, section 1.3, as Node 20 has it (without ^, which was added to paths in 2024): what is
// written as %XX beside controls, DEL and bytes above.
constexpr std::string_view kInPath = " \"#<>?`{}";
constexpr std::string_view kInQuery = " \"#<>'";
constexpr std::string_view kInFragment = " \"<>`";

std::string escape(std::string_view text, std::string_view set) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7E || set.find(c) != std::string_view::npos)
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 0x0F]});
    else
      out += c;
  }
  return out;
}

std::string_view cut(std::string_view& text, std::size_t at) {
  at = std::min(at, text.size());
  std::string_view head = text.substr(0, at);
  text.remove_prefix(at);
  return head;
}

/// 1 for ".", 2 for "..", however they are written; else 0.
int dots(std::string_view segment) {
  int count = 0;
  for (; !segment.empty() && count < 3; ++count) {
    bool escaped = text::equal_ignoring_case(segment.substr(0, 3), "%2e");
    if (!escaped && segment.front() != '.') return 0;
    segment.remove_prefix(escaped ? 3 : 1);
  }
  return count < 3 && segment.empty() ? count : 0;
}

std::string plain_path(std::string_view path) {
  std::vector<std::string_view> kept;
  for (bool more = true; more;) {
    if (!path.empty()) path.remove_prefix(1);  // the slash
    std::string_view segment = cut(path, path.find('/'));
    more = !path.empty();
    int up = dots(segment);
    if (up == 2 && !kept.empty()) kept.pop_back();
    if (up == 0) kept.push_back(segment);
    if (up != 0 && !more) kept.push_back({});  // "/a/.." is "/"
  }
  std::string out;
  for (std::string_view segment : kept)
    out += '/' + escape(segment, kInPath);
  return out;
}

/// The port as it is written again; false when it is none.
bool plain_port(std::string_view port, std::string_view standard, std::string& out) {
  out.clear();
  if (port.size() < 2) return true;
  port.remove_prefix(1);
  if (!std::all_of(port.begin(), port.end(), text::is_digit)) return false;
  port.remove_prefix(std::min(port.find_first_not_of('0'), port.size() - 1));
  if (port.size() > 5 || (port.size() == 5 && port > "65535")) return false;
  out = ':' + std::string(port);
  if (out == standard) out.clear();
  return true;
}

/// What the parser takes away before it looks: spaces and controls at both ends, and tabs and line
/// ends anywhere. A backslash before the query counts as a slash.
std::string cleaned(std::string_view url) {
  auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!url.empty() && blank(url.front()))
    url.remove_prefix(1);
  while (!url.empty() && blank(url.back()))
    url.remove_suffix(1);
  std::string out;
  out.reserve(url.size());
  std::copy_if(url.begin(), url.end(), std::back_inserter(out),
               [](char c) { return c != '\t' && c != '\r' && c != '\n'; });
  auto end =
      out.begin() + static_cast<std::ptrdiff_t>(std::min(out.find_first_of("?#"), out.size()));
  std::replace(out.begin(), end, '\\', '/');
  return out;
}

}  // namespace

std::optional<UrlParts> split_url(std::string_view url) {
  std::size_t colon = url.find("://");
  if (colon == std::string_view::npos || colon == 0 || !text::is_letter(url.front())) return {};
  UrlParts parts;
  parts.scheme = url.substr(0, colon);
  auto in_scheme = [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '+' || c == '.' || c == '-';
  };
  if (!std::all_of(parts.scheme.begin(), parts.scheme.end(), in_scheme)) return {};
  url.remove_prefix(colon + 3);
  std::string_view authority = cut(url, url.find_first_of("/?#"));
  parts.path = cut(url, url.find_first_of("?#"));
  parts.query = cut(url, url.find('#'));
  parts.fragment = url;
  if (std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    parts.user = cut(authority, at + 1);
  std::size_t bracket = authority.rfind(']');
  parts.host = cut(authority, authority.find(':', bracket == std::string_view::npos ? 0 : bracket));
  parts.port = authority;
  return parts;
}

std::string with_port(const UrlParts& parts, std::string_view port) {
  std::string out;
  for (std::string_view part : {parts.scheme, std::string_view("://"), parts.user, parts.host, port,
                                parts.path, parts.query, parts.fragment})
    out += part;
  return out;
}

std::string_view standard_port(const UrlParts& parts) {
  return text::equal_ignoring_case(parts.scheme, "https") ? ":443" : ":80";
}

std::optional<std::string> normalise_url(std::string_view url) {
  std::string clean = cleaned(url);
  std::optional<UrlParts> parts = split_url(clean);
  if (!parts || parts->host.empty()) return {};
  std::string scheme = text::lower(parts->scheme), port;
  if (scheme != "http" && scheme != "https") return {};
  if (!plain_port(parts->port, standard_port(*parts), port)) return {};
  std::string_view user = parts->user;
  if (user == "@" || user == ":@") user = {};
  std::string out = scheme + "://";
  out += user;
  out += text::lower(parts->host) + port + plain_path(parts->path);
  return out + escape(parts->query, kInQuery) + escape(parts->fragment, kInFragment);
}

}  // namespace checkoutdiag::webhook
