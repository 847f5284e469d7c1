#include "lib/tls/fetch_chain.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/text/escape.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag::tls {
namespace {

// Signature algorithms of one kind of key; @SECLEVEL is the observer's own.
constexpr const char* kEcdsa =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA224:ECDSA+SHA1:ed25519:ed448";
constexpr const char* kRsa =
    "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
    "rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA224:RSA+SHA1";

struct Heard {
  HandshakeResult result;
  net::Closing closing;
};

Heard ask(net::Wire& wire, const HandshakePlan& plan) {
  Heard heard;
  wire.open(std::make_unique<HandshakeConversation>(plan),
            [&heard](std::unique_ptr<net::Conversation> talk, const net::Closing& closing) {
              heard.closing = closing;
              heard.result = static_cast<HandshakeConversation&>(*talk).finish(closing);
            });
  while (wire.active() > 0)
    wire.poll();
  return heard;
}

std::string words(const Heard& heard, int timeout_ms) {
  const LocalAttempt& attempt = heard.result.attempt;
  const std::string seconds = fmt::format("{:g} s", timeout_ms / 1000.0);
  switch (heard.closing.end) {
    case net::End::connect_refused:
      return "the port is closed: connection refused";
    case net::End::connect_timeout:
      return "no answer to the connection within " + seconds;
    case net::End::connect_failed:
      return "no connection: " + heard.closing.detail;
    case net::End::proxy_error:
      return "the proxy opened no way: " + heard.closing.detail;
    case net::End::proxy_unreachable:
      return "the proxy cannot be reached: " + heard.closing.detail;
    case net::End::cancelled:
      return "the run ended first";
    case net::End::timeout:
      return "it took the connection and then said nothing for " + seconds;
    case net::End::reset:
      return "it reset the connection during the handshake";
    case net::End::closed:
    case net::End::finished:
      break;
  }
  if (attempt.received)
    return "the handshake failed: alert " + std::to_string(attempt.received->code);
  if (!attempt.error_text.empty()) return "the handshake failed: " + attempt.error_text;
  return "it ended the connection during the handshake";
}

void keep(const HandshakeResult& result, std::vector<FetchedChain>& chains) {
  if (result.chain.empty()) return;
  const bool known = std::any_of(chains.begin(), chains.end(), [&](const FetchedChain& each) {
    return each.ders.front() == result.chain.front();
  });
  if (!known) chains.push_back({result.chain, result.attempt.version});
}

bool shows(const std::vector<FetchedChain>& chains, bool rsa) {
  return std::any_of(chains.begin(), chains.end(), [rsa](const FetchedChain& each) {
    return (x509::read_certificate(each.ders.front()).key_algorithm.rfind("RSA", 0) == 0) == rsa;
  });
}

FetchedChains fetch_from(const net::Route& route, const std::string& server_name,
                         const net::Limits& limits) {
  FetchedChains fetched;
  fetched.address = route.address;
  net::Wire wire(route, limits);
  HandshakePlan plan;
  plan.observer = true;
  plan.server_name = server_name;
  const Heard first = ask(wire, plan);
  keep(first.result, fetched.chains);
  if (!fetched.chains.empty()) {
    for (const bool rsa : {false, true}) {
      if (shows(fetched.chains, rsa)) continue;
      plan.signature_algorithms = rsa ? kRsa : kEcdsa;
      keep(ask(wire, plan).result, fetched.chains);
    }
  } else {
    fetched.problem = words(first, static_cast<int>(limits.timeout.count()));
  }
  fetched.connections = wire.connections();
  wire.drain();
  return fetched;
}

}  // namespace

FetchedChains fetch_chains(const net::Endpoint& endpoint, const net::Endpoint& dial,
                           const std::string& server_name, const net::Limits& limits,
                           const std::optional<net::Proxy>& proxy) {
  net::Route route;
  route.host = dial.host;
  route.port = dial.port;
  route.proxy = proxy;
  if (proxy) {
    route.address = {"(via proxy)", 0, false};
    FetchedChains fetched = fetch_from(route, server_name, limits);
    fetched.via_proxy = proxy->url + " (" + proxy->origin + ")";
    return fetched;
  }
  const net::Resolution resolution = net::resolve(dial);
  FetchedChains fetched;
  fetched.problem = resolution.error;
  std::string problems;
  for (const net::Address& address : resolution.addresses) {
    route.address = address;
    fetched = fetch_from(route, server_name, limits);
    if (!fetched.chains.empty()) return fetched;
    problems += (problems.empty() ? "" : "; ") + net::to_string(address) + ": " + fetched.problem;
  }
  if (!problems.empty()) fetched.problem = problems;
  if (fetched.problem.empty()) fetched.problem = endpoint.host + " has no address";
  return fetched;
}

}  // namespace checkoutdiag::tls
