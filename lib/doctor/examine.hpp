#pragma once
#include <optional>
#include <string>

#include "lib/doctor/facts.hpp"
#include "lib/tls/probe.hpp"

namespace checkoutdiag::doctor {

/// What is examined, and how.
struct Plan {
  std::string written;  // the target as on the command line
  net::Endpoint endpoint, dial;
  std::vector<net::Address> addresses;  // in the place of what the resolver says; empty: ask it
  std::string path = "/";               // of the GET
  int requests = 5;
  std::string witness;  // a URL whose Date is a third clock; empty: none
  tls::ProbeOptions probe;
  int interrupt = -1;  // readable at the end of the run: a signal or --deadline
  Surroundings around;
};

/// Everything that the network tells, all at once: each address by its own threads. Sends nothing
/// but handshakes and GETs without credentials. Never throws for what a peer does.
Facts examine(const Plan& plan, const x509::Verifier& verifier);

}  // namespace checkoutdiag::doctor
