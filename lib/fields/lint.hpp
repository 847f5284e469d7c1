#pragma once
#include <optional>
#include <string>
#include <vector>

#include "lib/fields/schema.hpp"
#include "lib/regex/backtracking.hpp"

// What can be found out of one field's rule by itself.
namespace checkoutdiag::fields {

/// Where the alternatives of a pattern that is searched for are tied to the value's ends.
struct Anchors {
  bool is_searched = false;  // not the whole value has to match anyway
  int alternatives = 0, with_start = 0, with_end = 0;
  bool is_whole() const {
    return !is_searched || (with_start == alternatives && with_end == alternatives);
  }
};

/// A part of a pattern that is rarely what was meant.
struct Oddity {
  std::string part;   // of the text, raw
  std::string means;  // what it is to the engine: a clause
};

struct PatternFacts {
  regex::Pattern pattern;
  Anchors anchors;
  std::vector<Oddity> oddities;
  regex::Backtracking backtracking;
};

struct LintFacts {
  Field field;
  std::string country;  // of which the rule is; empty: of all
  regex::Language language;
  std::vector<PatternFacts> patterns;
  std::string fault;  // a pattern that its dialect refuses: a clause; nothing else is known then
  // Values that it takes, UTF-8; nothing: none of the kind, or it was not decided.
  std::optional<std::string> with_no_break_space, with_foreign_digit, card_number;
  bool is_long = false;                     // takes more than kLong characters
  bool is_empty = false;                    // takes no value at all, or only the empty one
  std::vector<std::string> refused_values;  // of its own list
  bool takes_empty = false;
  std::string undecided;  // why something of these was not decided: a clause

  static constexpr std::uint32_t kLong = 512;
};

/// Never throws for what a pattern is.
LintFacts lint_facts(const Field& field, const std::string& country = {});

}  // namespace checkoutdiag::fields
