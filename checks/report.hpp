#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"

namespace checkoutdiag {

/// What a person reads below the findings: a label and its text, in the order of printing. A label
/// that repeats the one above it is printed once. Values are escaped by whoever made them.
struct Detail {
  std::string label, value;
};

/// One target as the report shows it.
struct Subject {
  std::string name;  // as in the outcomes: "api.gateway.test:443"
  std::string note;  // beside it in the heading: the address
  std::vector<Detail> details;
  std::string footer;          // "16 connections, 14 ms"
  std::optional<Place> place;  // where the target was written, for formats that point into files
};

/// How many subjects are told: by what is wrong, and not each for itself.
struct ByRule {
  std::string_view subject;  // what one of them is: "store"
  std::string_view alone;    // a sentence: how to see one of them alone
  bool lists_all = false;    // a line for each of them follows
};

/// On whose side a cause is.
enum class Side { unknown, here, between, gateway };

/// "not known", "this machine", "between", "gateway".
std::string_view name(Side side);

/// A finding or an open question that speaks of a cause. Escaped.
struct Sign {
  std::string rule, subject, message;
};

/// Why something fails: what shows it, what else follows from it, and what does not.
struct Cause {
  std::string key;    // stable, kebab-case: "certificate-expired"
  std::string title;  // a clause, without a full stop
  Side side = Side::unknown;
  std::optional<Level> level;  // the worst of its signs; nothing: none of them was decided
  bool stops = false;          // it stops requests
  bool proven = true;          // else it is the likeliest that fits
  std::vector<Sign> seen, explains;
  std::vector<std::string> unexplained;  // titles of other causes
  std::string fix;                       // as Finding::fix
};

/// The causes of a run's findings, the likeliest first.
struct Diagnosis {
  std::string verdict;  // a sentence: on whose side the fault is
  std::vector<Cause> causes;
};

/// Everything that a run found out. Formats are pure functions of it.
struct Report {
  std::string command;                                         // "tls probe"
  std::vector<std::pair<std::string, std::string>> arguments;  // as given, secrets redacted
  Time started{};
  std::chrono::milliseconds duration{};
  std::optional<Time> judged_as_of;  // --now: the moment that was judged for, instead of `started`
  std::vector<Subject> subjects;     // in the order of the command line
  std::vector<Outcome> outcomes;
  std::string data = "null";      // the command's facts as JSON text
  std::string opening;            // for people: what all subjects together amount to, a sentence
  std::optional<ByRule> by_rule;  // people want to know what is wrong and where
  std::optional<Diagnosis> diagnosis;  // people read it in the place of the findings
};

enum class Status { pass, findings, inconclusive };

/// "pass", "findings", "inconclusive".
std::string_view name(Status status);

/// What --fail-on and --inconclusive ask for.
struct Threshold {
  std::optional<Level> fail_on = Level::error;  // nothing: never
  Status inconclusive = Status::inconclusive;   // or pass, or findings
};

struct Summary {
  int error = 0, warning = 0, note = 0, waived = 0, inconclusive = 0;
};

/// Counts findings that are not waived, by level; waived ones apart.
Summary summarize(const std::vector<Outcome>& outcomes);

/// The verdict of the whole: a finding at or above the threshold wins over what could not be
/// decided.
Status status(const std::vector<Outcome>& outcomes, const Threshold& threshold);

/// 0 pass, 1 findings, 3 inconclusive.
int exit_code(Status status);

}  // namespace checkoutdiag
