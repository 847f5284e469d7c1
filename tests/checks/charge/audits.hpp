#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checks/charge/charge.hpp"
#include "tests/checks/tls/gateway.hpp"

// Recorded traffic written down as facts: requests to Stripe, one after the other, and the ways in
// which a test spoils them.
namespace checkoutdiag::charge::written {

using tls::evidence;
using tls::has;
using tls::holds;
using tls::only_finding;
using tls::skipped;
using tls::undecided;

/// Keys that nothing can be said against.
inline const std::string kKeyA = "0b9c3f52-6d6e-4f5b-9a1e-3f2c1d0e9b8a";
inline const std::string kKeyB = "7f0de1a4-95c2-4d7b-8f60-2a4b6c8d0e1f";
inline const std::string kKeyC = "c2a1b0d9-e8f7-4061-9253-443566778899";

/// A recording in the making. Each request is one line further down, and a second later.
struct Given {
  /// POST /v1/charges with this key, for this order, answered with the status (0: no answer).
  /// Requests for one order have one fingerprint; order "" has one, too, and names none.
  Mutation& sent(const std::string& key, int status = 200, const std::string& order = "1001");

  /// The same to another path, for another operation.
  Mutation& step(Operation operation, const std::string& path, const std::string& key);

  /// A GET with a key.
  Mutation& read(const std::string& key);

  AuditCase seen{{.source = "traffic.har"}};
};

/// Moves a request in time by so many ms.
void later(Mutation& each, std::int64_t ms);

/// One rule on one recording; what its findings say must be fit to be printed and pasted.
Outcome judged(const Check<AuditCase>& check, const Given& given);

/// Every rule.
std::vector<Outcome> judge_all(const Given& given);

/// The ids of the rules with a finding, without the family, in their order.
std::string found_by(const std::vector<Outcome>& outcomes);

}  // namespace checkoutdiag::charge::written

namespace checkoutdiag::charge {
using namespace written;  // every test of the audit is about such traffic
}
