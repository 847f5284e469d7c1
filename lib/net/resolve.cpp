#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "lib/net/endpoint.hpp"

namespace checkoutdiag::net {
namespace {

std::string explain(int code, int system_error, const Endpoint& endpoint) {
  std::string reason = code == EAI_SYSTEM ? std::generic_category().message(system_error)
                                          : std::string(gai_strerror(code));
  if (endpoint.literal)
    return fmt::format(
        "the address {} cannot be used: {}; check its zone and this machine's interfaces",
        endpoint.host, reason);
  std::string what_to_do = "check the network and /etc/resolv.conf";
  if (code == EAI_NONAME || code == EAI_NODATA || code == EAI_ADDRFAMILY)
    what_to_do =
        fmt::format("check the spelling, and compare with: getent ahosts {}", endpoint.host);
  if (code == EAI_AGAIN)
    what_to_do =
        "the DNS server did not answer: check the network and /etc/resolv.conf, then try again";
  return fmt::format("{} does not resolve: {}; {}", endpoint.host, reason, what_to_do);
}

}  // namespace

Resolution resolve(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  // A name's addresses of a family that this machine does not have cannot be probed; a literal was
  // asked for.
  hints.ai_flags = endpoint.literal ? AI_NUMERICHOST : AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  int code = getaddrinfo(endpoint.host.c_str(), nullptr, &hints, &list);
  if (code != 0) return {{}, explain(code, errno, endpoint)};
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);

  Resolution found;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    char text[NI_MAXHOST];
    if (getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0,
                    NI_NUMERICHOST) != 0)
      continue;
    auto known = [&](const Address& address) { return address.ip == text; };
    if (std::any_of(found.addresses.begin(), found.addresses.end(), known)) continue;
    found.addresses.push_back({text, endpoint.port, each->ai_family == AF_INET6});
  }
  if (found.addresses.empty()) found.error = explain(EAI_NODATA, 0, endpoint);
  return found;
}

}  // namespace checkoutdiag::net
