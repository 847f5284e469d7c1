#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/http/client.hpp"
#include "lib/net/endpoint.hpp"
#include "lib/net/wire.hpp"
#include "lib/tls/facts.hpp"
#include "lib/x509/facts.hpp"

// What `doctor` sees besides TLS and trust, as plain values that a test can write down. Text from
// peers, files and the environment is raw here; whoever prints it escapes and redacts it.
namespace checkoutdiag::doctor {

/// One connection of TCP that was opened and ended at once.
struct Connect {
  net::Address address;
  net::End end = net::End::cancelled;  // finished: it was opened
  std::string detail;
  double ms = 0;
};

/// One ClientHello of a size, and what became of it.
struct HelloTrial {
  std::size_t bytes = 0;  // the whole record
  tls::ReplyKind kind = tls::ReplyKind::silence;
  bool cancelled = false;
  double ms = 0;

  /// TLS came back, a ServerHello or an alert: the hello has arrived.
  bool answered() const {
    return kind == tls::ReplyKind::server_hello || kind == tls::ReplyKind::alert ||
           kind == tls::ReplyKind::wrong_answer;
  }
};

/// The same offer in several sizes to one address, the smallest first. The smallest that was lost
/// was asked again by itself, after a small one that was answered.
struct HelloSizes {
  net::Address address;
  std::vector<HelloTrial> trials;
};

/// One GET without credentials and without a body.
struct HttpTrial {
  net::Address address;   // port 0: a proxy chose
  double lookup_ms = -1;  // of this machine's resolver before it; -1: there was nothing to resolve
  http::Exchange answer;
  std::int64_t begun = 0;  // this machine's clock in milliseconds since 1970 when it began
};

struct HttpFacts {
  std::string path;  // that was asked for
  std::vector<HttpTrial> trials;
  bool left_in_peace = false;  // it asked to wait, so no more was sent
};

/// This machine's clock less another's, from the Date headers of answers (RFC 9110 section 6.6.1):
/// somewhere between the two bounds.
struct ClockOffset {
  std::string from;            // whose Date
  std::string problem;         // why it is not known, a clause; empty: it is
  double least = 0, most = 0;  // seconds; positive: this machine is ahead
  int answers = 0;             // whose Date agreed
};

/// A variable that says by which proxy to go.
struct ProxySetting {
  std::string name, value;  // raw, and may hold a password
};

/// What this machine says of itself.
struct Surroundings {
  std::vector<ProxySetting> proxies;       // that are set, in the order of the manual
  std::vector<std::string> resolver;       // lines of /etc/resolv.conf that say something
  std::optional<bool> clock_synchronised;  // what the kernel says; nothing: it does not say
};

/// The network's part of an examination.
struct Facts {
  tls::TargetFacts tls;
  net::Endpoint dial;                // where connections went
  bool asked_resolver = false;       // else the addresses were given
  std::vector<double> lookups_ms;    // each time that the name was asked for
  std::optional<std::string> proxy;  // in force for the target: "http://proxy:3128 (https_proxy)"
  std::vector<Connect> connects;
  std::vector<HelloSizes> hello_sizes;
  HttpFacts http;
  ClockOffset clock;                   // against the gateway's Date
  std::optional<ClockOffset> witness;  // against another server's, when one was named
  // Behind a proxy: what the gateway shows without it.
  bool asked_directly = false;
  std::vector<std::vector<x509::Certificate>> direct_chains;
  std::string direct_problem;
  Surroundings around;
  bool interrupted = false;
  double duration_ms = 0;
};

}  // namespace checkoutdiag::doctor
