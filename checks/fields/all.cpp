#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr const Check<PairCase>* kAll[] = {
    // Sent, and refused.
    &rules::front_laxer,
    // Never sent.
    &rules::front_stricter,
    // Left empty, and refused.
    &rules::empty_refused,
};

constexpr const Check<SchemaCase>* kSchemas[] = {
    // Never asked for.
    &rules::field_missing,
    // Sent, and unknown.
    &rules::field_unexpected,
    // Asked for, and not checked.
    &rules::pattern_ignored,
};

constexpr const Check<SchemaCase>* kForms[] = {
    &rules::pattern_ignored,
};

constexpr const Check<ValuesCase>* kValues[] = {
    &rules::value_refused,
    &rules::value_doubtful,
};

constexpr const Check<LintCase>* kLints[] = {
    &rules::rule_contradicts,    &rules::anchor_of_one_alternative,
    &rules::pattern_backtracks,  &rules::pattern_unanchored,
    &rules::wide_classes,        &rules::postal_required,
    &rules::length_unbounded,    &rules::pattern_odd,
    &rules::card_number_in_text,
};

}  // namespace

std::span<const Check<PairCase>* const> all() {
  return kAll;
}

std::span<const Check<SchemaCase>* const> schemas() {
  return kSchemas;
}

std::span<const Check<SchemaCase>* const> forms() {
  return kForms;
}

std::span<const Check<ValuesCase>* const> values() {
  return kValues;
}

std::span<const Check<LintCase>* const> lints() {
  return kLints;
}

}  // namespace checkoutdiag::fields
