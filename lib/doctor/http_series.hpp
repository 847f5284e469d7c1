#pragma once
#include <functional>
#include <string>

#include "lib/doctor/facts.hpp"
#include "lib/tls/handshake.hpp"

namespace checkoutdiag::doctor {

/// What is asked over HTTP.
struct HttpPlan {
  std::string host;  // as in the URL, brackets around IPv6
  std::uint16_t port = 443;
  std::string path = "/";
  int requests = 5;
  std::vector<net::Address> addresses;  // asked in turn; empty: a proxy resolves
  std::optional<net::Proxy> proxy;
  std::string behind_proxy;  // where the proxy is to connect, when not to the host
  std::optional<tls::ClientIdentity> identity;
  std::chrono::milliseconds timeout{5000};
  bool is_strained = false;        // it ended connections for their number: a pause before each
  int interrupt = -1;              // a descriptor that becomes readable at the end of the run
  std::function<double()> lookup;  // asks the resolver again and tells how long it took; or empty
};

/// GETs without credentials, each over a connection of its own, one after the other. A gateway that
/// asks to wait (429, 503 with Retry-After) is left in peace from then on, as is one that cannot be
/// reached.
HttpFacts ask_http(const HttpPlan& plan);

}  // namespace checkoutdiag::doctor
