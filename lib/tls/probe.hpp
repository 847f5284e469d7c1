#pragma once
#include <functional>
#include <optional>
#include <string>

#include "lib/net/wire.hpp"
#include "lib/tls/facts.hpp"
#include "lib/tls/handshake.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag::tls {

/// How to probe; the same for all targets of a run.
struct ProbeOptions {
  std::optional<std::string> sni;  // nothing: the host, unless it is an address; empty: none
  bool all_addresses = false;
  bool ipv4 = true, ipv6 = true;
  bool signatures = false;  // enumerate all signature algorithms
  bool local = true;        // one handshake as this machine is configured
  bool fetch_aia = false;
  std::optional<ClientIdentity> identity;
  net::Limits limits;
  std::function<std::optional<net::Proxy>(const std::string& host)> proxy_for;  // may be empty
  Time now{};
  std::function<void(const std::string&)> trace;  // a line for every exchange, raw; from any thread
};

/// Probes one target: resolves `dial`, and asks one address of it, or all, as if it were
/// `endpoint`. Never throws for what a peer does. `verifier` judges the chains; it may be shared by
/// threads.
TargetFacts probe(const std::string& written, const net::Endpoint& endpoint,
                  const net::Endpoint& dial, const ProbeOptions& options,
                  const x509::Verifier& verifier);

/// Probes one address over one route.
AddressFacts probe_address(const net::Route& route, const net::Endpoint& endpoint,
                           const ProbeOptions& options, const x509::Verifier& verifier);

}  // namespace checkoutdiag::tls
