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

}  // namespace

std::span<const Check<DeliveryCase>* const> all() {
  return kAll;
}

}  // namespace checkoutdiag::webhook
