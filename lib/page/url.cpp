#include "lib/page/url.hpp"

#include <algorithm>
#include <charconv>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag::page {
namespace {

// The URL parser takes spaces away at the ends, and line ends everywhere.
std::string cleaned(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\f";
  std::string out;
  for (char c : text::trimmed(text, kSpaces))
    if (c != '\t' && c != '\r' && c != '\n') out += c;
  return out;
}

/// "https" of "https://…" or "HTTPS:…"; empty: the text is relative.
std::string scheme_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !text::is_letter(text[0])) return {};
  const std::string_view scheme = text.substr(0, colon);
  const bool is_scheme = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  return is_scheme ? text::lower(scheme) : std::string();
}

std::optional<Url> with_host(std::string_view scheme, const std::string& plain) {
  const auto parts = webhook::split_url(plain);
  if (!parts || parts->host.empty()) return {};
  Url url;
  url.scheme = scheme;
  url.host = text::lower(parts->host);
  url.port = default_port(scheme);
  if (parts->port.size() > 1) {
    const std::string_view port = parts->port.substr(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size()) return {};
    if (url.port < 0 || url.port > 65535) return {};
  }
  url.path = parts->path.empty() ? "/" : std::string(parts->path);
  url.text = origin_of(url) + url.path + std::string(parts->query);
  return url;
}

// A WebSocket's URL is written as its HTTP twin is.
std::optional<Url> socket_url(const std::string& scheme, std::string_view rest) {
  const auto plain =
      webhook::normalise_url((scheme == "wss" ? "https:" : "http:") + std::string(rest));
  if (!plain) return {};
  return with_host(scheme, *plain);
}

}  // namespace

int default_port(std::string_view scheme) {
  if (scheme == "https" || scheme == "wss") return 443;
  if (scheme == "http" || scheme == "ws") return 80;
  return 0;
}

std::optional<Url> parse_url(std::string_view text) {
  const std::string clean = cleaned(text);
  const std::string scheme = scheme_of(clean);
  if (scheme.empty()) return {};
  const std::string_view rest = std::string_view(clean).substr(scheme.size() + 1);
  if (scheme == "ws" || scheme == "wss") return socket_url(scheme, rest);
  if (scheme == "http" || scheme == "https") {
    const auto plain = webhook::normalise_url(clean);
    if (!plain) return {};
    return with_host(scheme, *plain);
  }
  const std::string_view path = text::trimmed(rest.substr(0, rest.find('#')));
  return Url{scheme, {}, 0, std::string(path), scheme + ':' + std::string(path)};
}

std::optional<Url> resolve(std::string_view reference, const Url& base) {
  const std::string clean = cleaned(reference);
  if (!scheme_of(clean).empty()) return parse_url(clean);
  if (base.host.empty()) return {};  // nothing is relative to a page that has no host
  std::string plain = clean.substr(0, clean.find('#'));
  std::replace(plain.begin(),
               plain.begin() + static_cast<long>(std::min(plain.find('?'), plain.size())), '\\',
               '/');
  if (plain.empty()) return base;
  if (plain.starts_with("//")) return parse_url(base.scheme + ':' + plain);
  const std::string origin = origin_of(base);
  if (plain.starts_with('/')) return parse_url(origin + plain);
  if (plain.starts_with('?')) return parse_url(origin + base.path + plain);
  return parse_url(origin + base.path.substr(0, base.path.rfind('/') + 1) + plain);
}

std::string origin_of(const Url& url) {
  if (url.host.empty()) return url.scheme + ':';
  std::string origin = url.scheme + "://" + url.host;
  if (url.port != default_port(url.scheme)) origin += ':' + std::to_string(url.port);
  return origin;
}

bool is_same_origin(const Url& a, const Url& b) {
  return !a.host.empty() && a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

bool is_trustworthy(const Url& url) {
  if (url.scheme == "https" || url.scheme == "wss") return true;
  return url.host == "localhost" || url.host.ends_with(".localhost") || url.host == "[::1]" ||
         url.host.starts_with("127.");
}

std::string shown(const Url& url) {
  constexpr std::size_t kMost = 160;
  // A data: URL is a whole document.
  if (url.host.empty()) return text::printable(url.scheme + ':', kMost);
  return text::printable(text::redacted(text::printable(origin_of(url) + url.path)), kMost);
}

}  // namespace checkoutdiag::page
