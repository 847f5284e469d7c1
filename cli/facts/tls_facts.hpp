#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"
#include "checks/tls/policy.hpp"
#include "lib/tls/facts.hpp"

namespace checkoutdiag::facts {

/// The `data` of `tls probe` as JSON text: {"policy":…,"targets":[…]}; keys are always there.
std::string to_json(const std::vector<tls::TargetFacts>& targets, const tls::TlsPolicy& policy);

/// The table below the findings, from the same facts.
std::vector<Detail> details(const tls::AddressFacts& facts, const tls::TlsPolicy& policy, Time now);

/// "16 connections, 14 ms".
std::string footer(const tls::AddressFacts& facts);

}  // namespace checkoutdiag::facts
