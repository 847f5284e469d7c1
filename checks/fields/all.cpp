#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr const Check<PairCase>* kAll[] = {
    // Sent, and refused.
    &rules::front_laxer,
    // Never sent.
    &rules::front_stricter,
};

constexpr const Check<SchemaCase>* kSchemas[] = {
    // Never asked for.
    &rules::field_missing,
    // Asked for, and not checked.
    &rules::pattern_ignored,
};

constexpr const Check<ValuesCase>* kValues[] = {
    &rules::value_refused,
    &rules::value_doubtful,
};

}  // namespace

std::span<const Check<PairCase>* const> all() {
  return kAll;
}

std::span<const Check<SchemaCase>* const> schemas() {
  return kSchemas;
}

std::span<const Check<ValuesCase>* const> values() {
  return kValues;
}

}  // namespace checkoutdiag::fields
