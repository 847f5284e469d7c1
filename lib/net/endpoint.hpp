#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::net {

/// Where a gateway is: what was written on the command line, understood.
struct Endpoint {
  std::string host;  // lower-case name without final dot, or an IP literal without brackets
  std::uint16_t port = 443;
  bool literal = false;  // host is an IPv4 or IPv6 address
};

/// Reads "host[:port]", "[v6]:port", a bare IPv6 address, or an https URL (whose path is ignored).
/// Throws Failure(usage) with what is wrong and an example of what is right.
Endpoint parse_endpoint(std::string_view text, std::uint16_t default_port = 443);

/// "host:port", with brackets around IPv6.
std::string to_string(const Endpoint& endpoint);

/// One socket address.
struct Address {
  std::string ip;  // numeric text, no brackets
  std::uint16_t port = 0;
  bool v6 = false;
};

std::string to_string(const Address& address);

struct Resolution {
  std::vector<Address> addresses;  // in the resolver's order (RFC 6724), without repeats
  std::string error;               // why there are none; empty when there are some
};

/// Asks the system's resolver. A literal resolves to itself. Never throws: a name that does not
/// resolve is a fact about the gateway.
Resolution resolve(const Endpoint& endpoint);

}  // namespace checkoutdiag::net
