#include "checks/webhook/webhook.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr const Check<DeliveryCase>* kAll[] = {
    // The delivery is not what its sender sent, or not from it.
    &rules::signature_missing,
    &rules::signature_mismatch,
    &rules::timestamp_outside,
    &rules::digest_mismatch,
    &rules::body_uncovered,
    &rules::certificate_untrusted,
    // What will fail next.
    &rules::clock_skew,
    &rules::secret_shape,
    &rules::companion_missing,
    &rules::later_secret,
    &rules::url_unpinned,
    &rules::weak_digest,
    // What the scheme does not protect.
    &rules::replay_unprotected,
    &rules::body_unprotected,
};

constexpr const Check<DrillCase>* kDrills[] = {
    // What anybody could do.
    &rules::forgery_accepted,
    &rules::old_delivery_accepted,
    &rules::rejection_crashes,
    &rules::body_unlimited,
    &rules::method_accepted,
    // What is right, and not taken.
    &rules::right_delivery_refused,
    &rules::rotated_secret_refused,
    &rules::body_parsed_before_verification,
    &rules::delivery_redirected,
    &rules::answer_too_late,
    &rules::unknown_type_mishandled,
    // What is lost.
    &rules::event_lost,
    &rules::early_event_lost,
    &rules::answered_before_stored,
    // What is done twice.
    &rules::duplicate_has_effect,
    &rules::duplicate_refused,
    &rules::concurrent_duplicates_race,
    &rules::redelivery_has_effect,
    &rules::id_reused_with_other_body,
    // What is not known.
    &rules::trial_undecided,
    &rules::drill_cut_short,
};

}  // namespace

std::span<const Check<DeliveryCase>* const> all() {
  return kAll;
}

std::span<const Check<DrillCase>* const> drills() {
  return kDrills;
}

}  // namespace checkoutdiag::webhook
