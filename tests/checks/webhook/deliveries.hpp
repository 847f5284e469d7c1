#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/webhook/webhook.hpp"
#include "tests/checks/tls/gateway.hpp"

// Deliveries with what was found about them, written down as facts: a good one, and the ways in
// which a test spoils it.
namespace checkoutdiag::webhook::written {

using tls::at;
using tls::evidence;
using tls::has;
using tls::holds;
using tls::noon;
using tls::only_finding;
using tls::skipped;
using tls::undecided;

/// A delivery of Stripe's, signed 12 s before noon with the only secret, and verified at noon. What
/// a case refers to is kept here.
struct Given {
  Given();

  Scheme scheme;
  Delivery delivery;
  Verification seen;
  Diagnosis diagnosis;
  std::vector<GivenSecret> secrets;
  std::optional<ClockFacts> clock;
  std::optional<CertificateVerdict> certificate;
  std::optional<std::int64_t> tolerance;
  std::int64_t now;
  bool detected = false;
  bool url_from_request = false;
  std::string forbidden_certificate_url;

  Given& trouble(Trouble why, const std::string& about = {});
  /// The signature is not right, and this is what the search found.
  Given& mismatch(std::vector<Cause> causes = {});
  /// The signature is right, and so many seconds old; negative: ahead.
  Given& aged(std::int64_t seconds, Age age);

  DeliveryCase all() const;
};

/// A certificate of PayPal's that is good at noon.
CertificateVerdict good_certificate();

/// One rule on one delivery; what its findings say must be fit to be printed and pasted.
Outcome judged(const Check<DeliveryCase>& check, const Given& given);

/// Every rule.
std::vector<Outcome> judge_all(const Given& given);

}  // namespace checkoutdiag::webhook::written

namespace checkoutdiag::webhook {
using namespace written;  // every test of the family is about such deliveries
}
