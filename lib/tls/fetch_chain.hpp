#pragma once
#include <string>
#include <vector>

#include "lib/net/endpoint.hpp"
#include "lib/net/wire.hpp"
#include "lib/tls/handshake.hpp"

namespace checkoutdiag::tls {

/// One chain that a gateway sent, for one kind of key.
struct FetchedChain {
  std::vector<std::string> ders;  // as sent, leaf first
  std::string seen_in;            // "TLSv1.3"
};

struct FetchedChains {
  std::vector<FetchedChain> chains;  // one for each leaf that was seen
  net::Address address;              // of the one that answered
  std::string via_proxy;             // "http://proxy:3128 (https_proxy)"; empty: direct
  std::string problem;               // why there are none, raw; empty when there are some
  int connections = 0;
};

/// Takes whatever chains a gateway shows, by real handshakes that verify nothing: one as it likes,
/// and one for each kind of key (RSA, ECDSA) that the first did not show. Never throws for what the
/// peer does.
FetchedChains fetch_chains(const net::Endpoint& endpoint, const net::Endpoint& dial,
                           const std::string& server_name, const net::Limits& limits,
                           const std::optional<net::Proxy>& proxy);

}  // namespace checkoutdiag::tls
