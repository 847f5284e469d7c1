#pragma once
#include "checks/check.hpp"
#include "checks/tls/policy.hpp"
#include "lib/tls/facts.hpp"

namespace checkoutdiag::tls {

/// One address of a gateway, what was wanted of it, and when.
struct TlsCase {
  AddressFacts seen;
  TlsPolicy wanted;
  Time at;
  net::Endpoint endpoint;
};

/// All addresses of one gateway side by side.
struct TargetCase {
  TargetFacts seen;
};

/// Every check on one address, in the order of running and reporting.
std::span<const Check<TlsCase>* const> all();

/// Checks on the target as a whole: resolution, differences between addresses.
std::span<const Check<TargetCase>* const> across();

}  // namespace checkoutdiag::tls
