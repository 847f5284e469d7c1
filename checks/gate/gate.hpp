#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "checks/report.hpp"

// A gate is made of checks, each a run of one command. What they found is judged by their own
// rules; here it is judged that they ran, what they took, and what they amount to together.
namespace checkoutdiag::gate {

/// How a check of a gate came to its end.
enum class End {
  ran,
  left_out,     // --only, --skip, or another shard's
  unable,       // a wrong call, a file that is not there, a crash
  over_time,    // its time was over
  interrupted,  // a signal came
};

/// What a check may take at most; nothing: no matter.
struct Budget {
  std::optional<double> seconds;  // after which it is ended
  std::optional<int> warnings, notes;
};

/// A check of a gate, or a report that was merged.
struct Part {
  std::string name;
  End end = End::ran;
  std::string why;  // of all but `ran`, a clause; safe to print
  Budget budget;
  Summary found;
};

struct GateCase {
  std::vector<Part> parts;
};

/// Whether TLS 1.3 was taken at an address, as a probe saw it.
struct Tls13 {
  std::string subject;
  std::optional<bool> is_accepted;  // nothing: it is not known
};

/// All that the checks of a gate found.
struct ChecklistCase {
  std::vector<const Outcome*> outcomes;
  std::vector<Tls13> addresses;
  std::string left_out;  // why a line is not judged here, a clause; empty: it is
};

/// Every check on the parts.
std::span<const Check<GateCase>* const> all();

/// The lines of the closing checklist.
std::span<const Check<ChecklistCase>* const> checklist();

namespace rules {
extern const Check<GateCase> check_ran;
extern const Check<GateCase> over_budget;
extern const Check<ChecklistCase> tls13_everywhere;
extern const Check<ChecklistCase> one_key_per_mutation;
extern const Check<ChecklistCase> webhooks_verified;
extern const Check<ChecklistCase> tokenization_undisturbed;
}  // namespace rules

}  // namespace checkoutdiag::gate
