#pragma once
#include <string>
#include <vector>

#include "checks/fields/fields.hpp"
#include "checks/fields/record.hpp"
#include "checks/report.hpp"

// The facts of the `fields` commands, for programs and for people.
namespace checkoutdiag::facts {

/// The `data` of `fields diff`, of two patterns and of two schemas.
std::string to_json(const fields::PairCase& pair);

std::string to_json(const fields::SchemaCase& schemas, const std::vector<fields::PairCase>& pairs);

/// A line of `fields diff --pairs`, without its end.
std::string pair_line(const std::string& name, const regex::Comparison& seen);

/// How the records of a file came out.
struct StreamFacts {
  static constexpr std::size_t kRefused = 0, kUndecided = 1, kDoubtful = 2, kAccepted = 3;
  static constexpr std::string_view kWords[] = {"refused", "undecided", "doubtful", "accepted"};
  std::size_t verdicts[4] = {};
  std::vector<std::string> columns, ignored;  // raw
};

/// The `data` of `fields check`, of values and of a file.
std::string to_json(const fields::RecordJudge& judge, const std::vector<std::string>& names,
                    const std::vector<std::string_view>& values, const fields::ValuesCase& seen);
std::string to_json(const fields::ValuesCase& seen, const StreamFacts& facts);

std::vector<Detail> value_details(const fields::RecordJudge& judge,
                                  const std::vector<std::string>& names,
                                  const std::vector<std::string_view>& values);
std::vector<Detail> stream_details(const fields::ValuesCase& seen, const StreamFacts& facts);

/// The `data` of `fields lint`.
std::string to_json(const fields::Schema& schema, const std::vector<fields::LintCase>& all);
std::vector<Detail> lint_details(const fields::LintFacts& facts);

/// What a rule takes, for people.
std::string words_of(const regex::Language& language);

/// A value as it may be shown: of a card number the first six and the last four digits, of a
/// security code nothing. Safe to print.
std::string shown_value(std::string_view value, fields::Meaning meaning);

/// A text as JSON has it, in quotes.
std::string json_text(const std::string& text);

std::vector<Detail> pair_details(const fields::PairCase& pair);
std::vector<Detail> schema_details(const fields::SchemaCase& schemas);

}  // namespace checkoutdiag::facts
