#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr const Check<PairCase>* kAll[] = {
    // Sent, and refused.
    &rules::front_laxer,
    // Never sent.
    &rules::front_stricter,
};

}  // namespace

std::span<const Check<PairCase>* const> all() {
  return kAll;
}

}  // namespace checkoutdiag::fields
