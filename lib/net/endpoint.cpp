#include "lib/net/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::net {
namespace {

constexpr std::size_t kLongestText = 4096;  // a pasted URL with its query; more is not a target
constexpr std::size_t kLongestName = 253, kLongestLabel = 63;  // RFC 1035 2.3.4, without the root
constexpr std::size_t kLongestZone = 15;                       // IFNAMSIZ less its NUL

constexpr std::string_view kExample =
    "write api.example.com, api.example.com:8443, [2001:db8::1]:443 or https://api.example.com/";

[[noreturn]] void refuse(const std::string& message, std::string_view hint = kExample) {
  throw Failure(Failure::Kind::usage, message, std::string(hint));
}

bool is_name_character(char c) {
  return text::is_digit(c) || text::is_letter(c) || c == '-' || c == '_' || c == '.';
}

/// What was written, split but not yet understood.
struct Parts {
  std::string_view host;
  std::optional<std::string_view> port;
  bool bracketed = false, url = false;
};

std::string quoted(std::string_view text) {
  // Something with an @ may hold a password, wherever the pieces were cut.
  if (text.find('@') != std::string_view::npos) return "this target";
  return fmt::format("\"{}\"", text::printable(text, 100));
}

/// The authority of an https URL, or the text itself.
std::string_view authority(std::string_view text, bool& url) {
  std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return text;
  std::string scheme = text::lower(text.substr(0, scheme_end));
  if (scheme == "http")
    refuse("an http:// address has no TLS to look at",
           "write https:// instead, or the name and port alone: api.example.com:443");
  if (scheme != "https")
    refuse(fmt::format("{} is not an https URL", quoted(text.substr(0, scheme_end + 3))));
  url = true;
  std::string_view rest = text.substr(scheme_end + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

void refuse_unfit_bytes(std::string_view text) {
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte == ' ' || byte == '\t') refuse(fmt::format("{} has white space in it", quoted(text)));
    if (byte < 0x20 || byte == 0x7F)
      refuse(fmt::format("{} has a control character in it", quoted(text)));
    if (byte >= 0x80)
      refuse(fmt::format("{} is not ASCII", quoted(text)),
             "give an international name in its xn-- form: xn--bcher-kva.example");
  }
}

Parts split_brackets(std::string_view text, bool url) {
  std::size_t close = text.find(']');
  if (close == std::string_view::npos) refuse(fmt::format("{} lacks a closing ]", quoted(text)));
  std::string_view after = text.substr(close + 1);
  Parts parts{text.substr(1, close - 1), std::nullopt, true, url};
  if (after.empty()) return parts;
  if (after.front() != ':')
    refuse(fmt::format("{} has more than a port after the ]", quoted(text)));
  parts.port = after.substr(1);
  return parts;
}

Parts split(std::string_view text) {
  bool url = false;
  std::string_view where = authority(text, url);
  if (where.find('@') != std::string_view::npos)
    refuse("a target carries no user name or password", "leave out everything up to the @");
  refuse_unfit_bytes(where);
  if (where.empty()) refuse("the target is empty");
  if (!url && where.find_first_of("/?#") != std::string_view::npos)
    refuse(fmt::format("{} is neither a name nor a URL", quoted(where)),
           "put https:// before it, or leave out the path");
  if (where.front() == '[') return split_brackets(where, url);
  std::size_t colon = where.find(':');
  if (colon == std::string_view::npos) return {where, std::nullopt, false, url};
  if (where.find(':', colon + 1) != std::string_view::npos)
    return {where, std::nullopt, false, url};
  return {where.substr(0, colon), where.substr(colon + 1), false, url};
}

std::uint16_t read_port(std::string_view text) {
  constexpr std::string_view kRange = "ports are numbers from 1 to 65535";
  if (text.empty()) refuse("the port is missing after the colon");
  // Not quoted: a password with a slash in it puts a piece of itself here.
  if (!std::all_of(text.begin(), text.end(), text::is_digit))
    refuse("the port is not a number", kRange);
  unsigned value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || value < 1 || value > 65535)
    refuse(fmt::format("{} is not a port", quoted(text)), kRange);
  return static_cast<std::uint16_t>(value);
}

/// The address in its one canonical spelling, or nothing.
std::optional<std::string> canonical(int family, const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  char out[INET6_ADDRSTRLEN];
  if (inet_pton(family, text.c_str(), bytes) != 1) return {};
  return inet_ntop(family, bytes, out, sizeof out);
}

std::string read_v6(const Parts& parts) {
  std::size_t percent = parts.host.find('%');
  std::optional<std::string> address =
      canonical(AF_INET6, std::string(parts.host.substr(0, percent)));
  if (!address)
    refuse(fmt::format("{} is not an IPv6 address", quoted(parts.host)),
           "write [2001:db8::1]:443, or name:port with one colon");
  if (percent == std::string_view::npos) return *address;
  std::string_view zone = parts.host.substr(percent + 1);
  if (parts.url && zone.starts_with("25")) zone.remove_prefix(2);  // RFC 6874 writes % as %25
  bool fits = !zone.empty() && zone.size() <= kLongestZone &&
              std::all_of(zone.begin(), zone.end(), is_name_character);
  if (!fits)
    refuse(fmt::format("{} has no interface name after the %", quoted(parts.host)),
           "write the zone as in fe80::1%eth0");
  return *address + "%" + std::string(zone);
}

void refuse_unfit_labels(std::string_view name) {
  for (char c : name)
    if (!is_name_character(c))
      refuse(fmt::format("{} cannot be in a host name: {}", quoted({&c, 1}), quoted(name)));
  if (name.front() == '-')
    refuse(fmt::format("{} begins with a hyphen: no host name does", quoted(name)));
  if (name.size() > kLongestName)
    refuse(fmt::format("the host name has {} characters: 253 is the limit of DNS", name.size()));
  for (std::size_t at = 0; at <= name.size();) {
    std::size_t end = std::min(name.find('.', at), name.size());
    if (end == at) refuse(fmt::format("{} has an empty label (two dots together)", quoted(name)));
    if (end - at > kLongestLabel)
      refuse(fmt::format("a label of {} is longer than 63 characters", quoted(name)));
    at = end + 1;
  }
}

/// True when the last label is a number in the eyes of inet_aton. getaddrinfo takes "127.1",
/// "0x7f000001" and "1.2.3" for addresses in old spellings, so such a text can never be looked up
/// as a name.
bool ends_in_number(std::string_view name) {
  std::string_view last = name.substr(name.rfind('.') + 1);
  if (last.starts_with("0x")) return true;
  return !last.empty() && std::all_of(last.begin(), last.end(), text::is_digit);
}

std::string join(const std::string& host, std::uint16_t port) {
  if (host.find(':') == std::string::npos) return fmt::format("{}:{}", host, port);
  return fmt::format("[{}]:{}", host, port);
}

}  // namespace

Endpoint parse_endpoint(std::string_view text, std::uint16_t default_port) {
  if (text.size() > kLongestText)
    refuse(fmt::format("the target has {} bytes: that is no name, address or URL", text.size()));
  Parts parts = split(text);
  Endpoint endpoint;
  endpoint.port = default_port;
  if (parts.port) endpoint.port = read_port(*parts.port);
  if (parts.bracketed || parts.host.find(':') != std::string_view::npos) {
    endpoint.host = read_v6(parts);
    endpoint.literal = true;
    return endpoint;
  }
  endpoint.host = text::lower(parts.host);
  if (endpoint.host.ends_with('.')) endpoint.host.pop_back();
  if (endpoint.host.empty()) refuse("the host name is missing");
  refuse_unfit_labels(endpoint.host);
  if (!ends_in_number(endpoint.host)) return endpoint;
  if (!canonical(AF_INET, endpoint.host))
    refuse(fmt::format("{} is not an IPv4 address", quoted(endpoint.host)),
           "write four decimal numbers without leading zeros: 192.0.2.1");
  endpoint.literal = true;
  return endpoint;
}

std::string to_string(const Endpoint& endpoint) {
  return join(endpoint.host, endpoint.port);
}

std::string to_string(const Address& address) {
  return join(address.ip, address.port);
}

}  // namespace checkoutdiag::net
