#include "lib/sandbox/visitor.hpp"

#include <arpa/inet.h>

#include <array>
#include <string_view>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::sandbox {
namespace {

// RFC 6761 sections 6.2 and 6.3, and the name that ICANN keeps for private use.
constexpr std::array<std::string_view, 3> kPrivate = {".localhost", ".test", ".internal"};

// "127.0.0.1:8080", "[::1]:8080", "localhost": without the port.
std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool is_ipv4(std::string_view host) {
  in_addr parsed{};
  return inet_pton(AF_INET, std::string(host).c_str(), &parsed) == 1;
}

bool is_public_name(std::string_view authority) {
  std::string host = text::lower(host_of(authority));
  if (host.ends_with('.')) host.pop_back();
  if (host.starts_with('[') || is_ipv4(host) || host.find('.') == std::string::npos) return false;
  for (std::string_view each : kPrivate)
    if (host.ends_with(each)) return false;
  return true;
}

bool is_own(std::string_view origin, std::string_view authority) {
  const std::size_t scheme = origin.find("://");
  return scheme != std::string_view::npos &&
         text::equal_ignoring_case(origin.substr(scheme + 3), authority);
}

}  // namespace

std::string stranger(const http::Headers& headers) {
  const std::string* host = http::find_header(headers, "Host");
  const std::string authority = host ? *host : "";
  if (is_public_name(authority)) return "Host is a name of the public DNS: use an address";
  const std::string* site = http::find_header(headers, "Sec-Fetch-Site");
  const std::string* origin = http::find_header(headers, "Origin");
  if ((site && *site != "same-origin" && *site != "none") ||
      (origin && !is_own(*origin, authority)))
    return "it comes from a page of another origin";
  return {};
}

}  // namespace checkoutdiag::sandbox
