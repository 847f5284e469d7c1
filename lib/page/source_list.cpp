#include "lib/page/source_list.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f";

/// A scheme-source or a host-source.
struct Source {
  std::string_view scheme, host, port, path;  // empty: not written
};

bool is_scheme(std::string_view text) {
  return !text.empty() && text::is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return text::is_letter(c) || text::is_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

// Underscores are not in the grammar; browsers take them, as host names in the wild have them.
bool is_host(std::string_view text) {
  if (text == "*") return true;
  if (text.starts_with("*.")) text.remove_prefix(2);
  if (text.empty() || text.front() == '.' || text.find("..") != std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

bool is_port(std::string_view text) {
  return text == "*" || (!text.empty() && std::all_of(text.begin(), text.end(), text::is_digit));
}

/// Nothing for what fits no grammar: browsers leave it out, with a line in the console.
std::optional<Source> parse_source(std::string_view text) {
  Source source;
  if (text.ends_with(':') && is_scheme(text.substr(0, text.size() - 1))) {
    source.scheme = text.substr(0, text.size() - 1);
    return source;
  }
  if (const std::size_t slashes = text.find("://"); slashes != std::string_view::npos) {
    source.scheme = text.substr(0, slashes);
    if (!is_scheme(source.scheme)) return {};
    text.remove_prefix(slashes + 3);
  }
  // Query and fragment are ignored by browsers, the rest of the source is not.
  text = text.substr(0, text.find_first_of("?#"));
  const std::size_t slash = std::min(text.find('/'), text.size());
  source.path = text.substr(slash);
  source.host = text.substr(0, slash);
  if (const std::size_t colon = source.host.find(':'); colon != std::string_view::npos) {
    source.port = source.host.substr(colon + 1);
    source.host = source.host.substr(0, colon);
    if (!is_port(source.port)) return {};
  }
  if (!is_host(source.host)) return {};
  return source;
}

// An insecure source covers its secure twin, never the other way.
bool scheme_matches(std::string_view written, std::string_view wanted) {
  if (text::equal_ignoring_case(written, wanted)) return true;
  if (text::equal_ignoring_case(written, "http")) return wanted == "https";
  if (text::equal_ignoring_case(written, "ws"))
    return wanted == "wss" || wanted == "http" || wanted == "https";
  return text::equal_ignoring_case(written, "wss") && wanted == "https";
}

bool host_matches(std::string_view written, std::string_view wanted) {
  if (written == "*") return true;
  if (!written.starts_with('*')) return text::equal_ignoring_case(written, wanted);
  const std::string_view ending = written.substr(1);
  return wanted.size() > ending.size() &&
         text::equal_ignoring_case(ending, wanted.substr(wanted.size() - ending.size()));
}

// Port 80 covers 443 when the scheme went from http to https, as browsers have it.
bool port_matches(std::string_view written, std::string_view scheme, const Url& url) {
  if (written == "*") return true;
  if (written.empty()) return url.port == default_port(url.scheme);
  int port = -1;
  std::from_chars(written.data(), written.data() + written.size(), port);
  if (port == url.port) return true;
  const bool was_upgraded = (url.scheme == "https" || url.scheme == "wss") &&
                            !text::equal_ignoring_case(scheme, url.scheme);
  return was_upgraded && port == 80 && url.port == 443;
}

int hex(char c) {
  if (text::is_digit(c)) return c - '0';
  c = text::lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_code =
        text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    out += is_code ? static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])) : text[i];
    if (is_code) i += 2;
  }
  return out;
}

// Piece by piece, so that %2F is no slash: with one at its end a path stands for all below it.
bool path_matches(std::string_view written, std::string_view wanted) {
  if (written.empty() || (written == "/" && wanted.empty())) return true;
  while (true) {
    const std::size_t a = written.find('/'), b = wanted.find('/');
    const bool ends_a = a == std::string_view::npos, ends_b = b == std::string_view::npos;
    if (!ends_a && ends_b) return false;
    if (ends_a) return ends_b && decoded(written) == decoded(wanted);
    if (decoded(written.substr(0, a)) != decoded(wanted.substr(0, b))) return false;
    written.remove_prefix(a + 1);
    wanted.remove_prefix(b + 1);
    if (written.empty()) return true;
  }
}

bool is_ipv4(std::string_view host) {
  return std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return c == '.' || text::is_digit(c); });
}

Match matches_source(const Source& source, const Url& url, const Url& self) {
  const std::string_view scheme = source.scheme.empty() ? self.scheme : source.scheme;
  if (!scheme_matches(scheme, url.scheme)) return Match::no;
  if (source.host.empty()) return Match::yes;
  if (url.host.empty() || !host_matches(source.host, url.host) ||
      !port_matches(source.port, scheme, url) || !path_matches(source.path, url.path))
    return Match::no;
  // The standard takes no address but this one; browsers compare it as a name.
  return is_ipv4(source.host) && source.host != "127.0.0.1" ? Match::unclear : Match::yes;
}

// Secure upgrades of the page's own host are the page's own. A blob: is not, whoever made it.
bool is_self(const Url& url, const Url& self) {
  if (is_same_origin(url, self)) return true;
  const bool has_its_port = url.port == self.port || (url.port == default_port(url.scheme) &&
                                                      self.port == default_port(self.scheme));
  if (url.host.empty() || url.host != self.host || !has_its_port) return false;
  if (url.scheme == "https" || url.scheme == "wss") return true;
  return self.scheme == "http" && (url.scheme == "http" || url.scheme == "ws");
}

bool is_star(const Url& url, const Url& self) {
  return default_port(url.scheme) != 0 || url.scheme == self.scheme;
}

}  // namespace

std::string_view next_source(std::string_view& sources) {
  sources.remove_prefix(std::min(sources.find_first_not_of(kSpaces), sources.size()));
  const std::string_view word = sources.substr(0, sources.find_first_of(kSpaces));
  sources.remove_prefix(word.size());
  return word;
}

Match matches_list(std::string_view sources, const Url& url, const Url& self) {
  Match best = Match::no;
  for (auto word = next_source(sources); !word.empty(); word = next_source(sources)) {
    Match match = Match::no;
    if (word == "*")
      match = is_star(url, self) ? Match::yes : Match::no;
    else if (text::equal_ignoring_case(word, "'self'"))
      match = is_self(url, self) ? Match::yes : Match::no;
    else if (const auto source = parse_source(word))
      match = matches_source(*source, url, self);
    if (match == Match::yes) return match;
    if (match == Match::unclear) best = match;
  }
  return best;
}

ScriptSources script_sources(std::string_view sources) {
  ScriptSources found;
  for (auto word = next_source(sources); !word.empty(); word = next_source(sources)) {
    const std::string lower = text::lower(word);
    if (lower == "'strict-dynamic'") found.is_strict_dynamic = true;
    for (const char* begin : {"'nonce-", "'sha256-", "'sha384-", "'sha512-"})
      if (lower.starts_with(begin) && lower.ends_with('\'')) found.has_nonce_or_hash = true;
  }
  return found;
}

}  // namespace checkoutdiag::page
