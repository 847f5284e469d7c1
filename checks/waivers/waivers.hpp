#pragma once
#include <span>
#include <vector>

#include "checks/check.hpp"

// The waivers of a run are judged like everything else: one that nobody needs or that has run out
// is told.
namespace checkoutdiag::waivers {

/// What a waiver was good for in this run.
enum class Use {
  used,        // it covers a finding
  held,        // its rule ran on its subject and holds: nothing is left to excuse
  no_subject,  // nothing in this run has such a name
  undecided,   // its rule was skipped, undecided or not run: no word on whether it is needed
};

struct Entry {
  Waiver waiver;
  Place place;
  Use use = Use::undecided;
};

/// A waivers file and the day.
struct WaiverCase {
  std::vector<Entry> entries;
  Time at;
};

/// A waiver is good to the end of the day that it names, in UTC.
bool is_expired(const Waiver& waiver, Time at);

/// Every check on a waivers file, in the order of running and reporting.
std::span<const Check<WaiverCase>* const> all();

namespace rules {
extern const Check<WaiverCase> expired;
extern const Check<WaiverCase> unused;
}  // namespace rules

}  // namespace checkoutdiag::waivers
