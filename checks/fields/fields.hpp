#pragma once
#include <span>
#include <string>

#include "checks/check.hpp"
#include "lib/fields/pair.hpp"
#include "lib/fields/schema.hpp"
#include "lib/regex/matcher.hpp"

namespace checkoutdiag::fields {

/// One field: what the form lets through beside what the gateway takes.
struct PairCase {
  Pair rules;
  regex::Comparison seen;
};

/// A form and a gateway's schema as wholes.
struct SchemaCase {
  Schema front, gateway;
  std::vector<const Field*> front_only, gateway_only;  // of these two: what found no other
};

/// Every check on a pair, in the order of running and reporting.
std::span<const Check<PairCase>* const> all();

std::span<const Check<SchemaCase>* const> schemas();

namespace rules {
extern const Check<PairCase> front_laxer;
extern const Check<PairCase> front_stricter;
extern const Check<SchemaCase> field_missing;
extern const Check<SchemaCase> pattern_ignored;
}  // namespace rules

}  // namespace checkoutdiag::fields
