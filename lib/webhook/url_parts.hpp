#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// An absolute URL taken apart, with nothing changed: the parts one after the other, with "://"
/// behind the scheme, are the URL again.
struct UrlParts {
  std::string_view scheme;    // "https"
  std::string_view user;      // with its "@"; empty: none
  std::string_view host;      // with the brackets of an IPv6 address
  std::string_view port;      // with its ":"; empty: none
  std::string_view path;      // may be empty
  std::string_view query;     // with its "?"; empty: none
  std::string_view fragment;  // with its "#"; empty: none
};

/// Nothing when it has no "scheme://".
std::optional<UrlParts> split_url(std::string_view url);

/// The parts as a URL, with another port: ":443", or none.
std::string with_port(const UrlParts& parts, std::string_view port);

/// ":443" for https, ":80" for everything else.
std::string_view standard_port(const UrlParts& parts);

/// An http or https URL as the WHATWG URL parser writes it again (`new URL(url).toString()` of
/// JavaScript): scheme and host in lower case, no standard port, no dot segments, and characters
/// that must not stand there as %XX. Host names that are not ASCII, and IP addresses that are not
/// written the usual way, stay as they are. Nothing for other URLs.
std::optional<std::string> normalise_url(std::string_view url);

}  // namespace checkoutdiag::webhook
