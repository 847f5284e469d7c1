#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate {
namespace {

constexpr const Check<GateCase>* kParts[] = {
    &rules::check_ran,
    &rules::over_budget,
};

constexpr const Check<ChecklistCase>* kChecklist[] = {
    &rules::tls13_everywhere,
    &rules::one_key_per_mutation,
    &rules::webhooks_verified,
    &rules::tokenization_undisturbed,
};

}  // namespace

std::span<const Check<GateCase>* const> all() {
  return kParts;
}

std::span<const Check<ChecklistCase>* const> checklist() {
  return kChecklist;
}

}  // namespace checkoutdiag::gate
