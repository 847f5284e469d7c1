#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "checks/check.hpp"
#include "checks/fields/reason.hpp"
#include "lib/fields/lint.hpp"
#include "lib/fields/pair.hpp"
#include "lib/fields/schema.hpp"
#include "lib/regex/matcher.hpp"

namespace checkoutdiag::fields {

/// One field: what the form lets through beside what the gateway takes.
struct PairCase {
  Pair rules;
  regex::Comparison seen;
  std::string cured_by;  // words of a normaliser after which the gateway refuses none
  std::string again;     // with cured_by: the command that compares with it
  std::optional<std::uint32_t> cured_length;  // the longest value of which it refuses none
  std::string front_rule;  // the gateway's pattern, where it means the same to the front end
};

/// A form and a gateway's schema as wholes.
struct SchemaCase {
  Schema front, gateway;
  std::vector<const Field*> front_only, gateway_only;  // of these two: what found no other
};

/// What one thing is wrong with: a value, or many of one field.
struct Tally {
  std::string field;  // raw
  Reason reason = Reason::missing;
  std::size_t records = 0;         // with it
  std::vector<std::size_t> lines;  // the first of them; of one value none
  std::string value;               // of one value, as it may be shown; of many empty
  std::string hint;                // what is so of this very value, a clause; may be empty
};

/// Values, or records of a file.
struct ValuesCase {
  std::vector<Tally> tallies;
  std::size_t records = 0, malformed = 0;
  std::string first_fault;  // of the first malformed one
  std::size_t first_faulty_line = 0;
  std::vector<std::string> absent;  // fields that the schema asks for and no record has
  bool is_stream = false, is_cut_short = false;
};

/// One field by itself.
struct LintCase {
  LintFacts facts;
};

/// Every check on a pair, in the order of running and reporting.
std::span<const Check<PairCase>* const> all();

std::span<const Check<SchemaCase>* const> schemas();

/// Those that need the form alone.
std::span<const Check<SchemaCase>* const> forms();

std::span<const Check<ValuesCase>* const> values();
std::span<const Check<LintCase>* const> lints();

namespace rules {
extern const Check<PairCase> front_laxer;
extern const Check<PairCase> front_stricter;
extern const Check<PairCase> empty_refused;
extern const Check<SchemaCase> field_missing;
extern const Check<SchemaCase> field_unexpected;
extern const Check<SchemaCase> pattern_ignored;
extern const Check<ValuesCase> value_refused;
extern const Check<ValuesCase> value_doubtful;
extern const Check<LintCase> rule_contradicts;
extern const Check<LintCase> anchor_of_one_alternative;
extern const Check<LintCase> pattern_backtracks;
extern const Check<LintCase> pattern_unanchored;
extern const Check<LintCase> wide_classes;
extern const Check<LintCase> postal_required;
extern const Check<LintCase> length_unbounded;
extern const Check<LintCase> pattern_odd;
extern const Check<LintCase> card_number_in_text;
}  // namespace rules

}  // namespace checkoutdiag::fields
