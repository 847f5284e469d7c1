#pragma once
#include <span>
#include <string>

#include "checks/check.hpp"
#include "lib/fields/pair.hpp"
#include "lib/regex/matcher.hpp"

namespace checkoutdiag::fields {

/// One field: what the form lets through beside what the gateway takes.
struct PairCase {
  Pair rules;
  regex::Comparison seen;
};

/// Every check on a pair, in the order of running and reporting.
std::span<const Check<PairCase>* const> all();

namespace rules {
extern const Check<PairCase> front_laxer;
extern const Check<PairCase> front_stricter;
}  // namespace rules

}  // namespace checkoutdiag::fields
