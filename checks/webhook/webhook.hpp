#pragma once
#include <optional>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "lib/webhook/certificate.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/drill.hpp"
#include "lib/webhook/scheme.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag::webhook {

/// A secret as the user gave it, without itself.
struct GivenSecret {
  std::string from;         // "whsec.txt", "the variable STRIPE_SECRET": safe to print
  std::string fingerprint;  // Secret::fingerprint
  std::string fault;        // Key::fault
  // The file's last line end, "newline" or "CR LF", which is not taken as part of the secret,
  // though a program that reads the file whole does take it. Empty: it had none.
  std::string dropped;
  std::size_t bytes = 0;  // of the key, decoded; 0: unknown
};

/// This machine's clock beside a server's: --clock-from.
struct ClockFacts {
  std::string url;               // safe to print
  std::string problem;           // why it is not known; empty: it is
  std::int64_t ahead = 0;        // seconds that this machine is ahead; negative: behind
  std::int64_t uncertainty = 1;  // seconds, from the time the answer took and the header's grain
};

/// One delivery, verified, and when.
struct DeliveryCase {
  const Scheme& scheme;
  const Delivery& delivery;
  Verification seen;
  Diagnosis diagnosis;  // empty when the delivery is valid
  std::vector<GivenSecret> secrets;
  std::optional<ClockFacts> clock;
  std::optional<CertificateVerdict> certificate;  // PayPal's, where one is given
  std::optional<std::int64_t> tolerance;          // Settings::tolerance
  std::int64_t now = 0;                           // seconds since 1970
  bool detected = false;                          // --scheme auto
  std::size_t candidates = 0;                     // secrets of --try-secret-file
  bool url_from_request = false;  // the URL that is signed is the request's own word for it
  // PayPal's header that names the certificate, where a receiver must not fetch from there: raw.
  std::string forbidden_certificate_url;
};

/// An endpoint that was tried (webhook drill).
struct DrillCase {
  const DrillFacts& seen;
};

/// Every check on a drill, in the order of running and reporting.
std::span<const Check<DrillCase>* const> drills();

/// Every check on a delivery, in the order of running and reporting.
std::span<const Check<DeliveryCase>* const> all();

namespace rules {

// The delivery is not what its sender sent, or not from it.
extern const Check<DeliveryCase> signature_missing;
extern const Check<DeliveryCase> signature_mismatch;
extern const Check<DeliveryCase> timestamp_outside;
extern const Check<DeliveryCase> digest_mismatch;
extern const Check<DeliveryCase> body_uncovered;
extern const Check<DeliveryCase> certificate_untrusted;
// What will fail next.
extern const Check<DeliveryCase> clock_skew;
extern const Check<DeliveryCase> secret_shape;
extern const Check<DeliveryCase> companion_missing;
extern const Check<DeliveryCase> later_secret;
extern const Check<DeliveryCase> url_unpinned;
extern const Check<DeliveryCase> weak_digest;
// What the scheme does not protect.
extern const Check<DeliveryCase> replay_unprotected;
extern const Check<DeliveryCase> body_unprotected;

// webhook drill: what anybody could do.
extern const Check<DrillCase> forgery_accepted;
extern const Check<DrillCase> old_delivery_accepted;
extern const Check<DrillCase> rejection_crashes;
extern const Check<DrillCase> body_unlimited;
extern const Check<DrillCase> method_accepted;
// webhook drill: what is right, and not taken.
extern const Check<DrillCase> right_delivery_refused;
extern const Check<DrillCase> rotated_secret_refused;
extern const Check<DrillCase> body_parsed_before_verification;
extern const Check<DrillCase> delivery_redirected;
extern const Check<DrillCase> answer_too_late;
extern const Check<DrillCase> unknown_type_mishandled;
// webhook drill: what is lost.
extern const Check<DrillCase> event_lost;
extern const Check<DrillCase> early_event_lost;
extern const Check<DrillCase> answered_before_stored;
// webhook drill: what is done twice.
extern const Check<DrillCase> duplicate_has_effect;
extern const Check<DrillCase> duplicate_refused;
extern const Check<DrillCase> concurrent_duplicates_race;
extern const Check<DrillCase> redelivery_has_effect;
extern const Check<DrillCase> id_reused_with_other_body;
// webhook drill: what is not known.
extern const Check<DrillCase> trial_undecided;
extern const Check<DrillCase> drill_cut_short;

}  // namespace rules
}  // namespace checkoutdiag::webhook
