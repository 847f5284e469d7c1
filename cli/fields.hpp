#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/fields/fields.hpp"
#include "cli/arguments.hpp"
#include "cli/deadline.hpp"
#include "lib/fields/pair.hpp"
#include "lib/regex/difference.hpp"

// What the `fields` commands share.
namespace checkoutdiag {

/// What options name. Throws Failure(usage), which calls the option `option`.
regex::Dialect dialect_named(const std::string& word, const char* option);
std::optional<regex::Match> match_named(const std::string& word, const char* option);

/// The steps of --normalise. Throws Failure(usage).
regex::Normaliser normaliser_named(const std::string& list);

/// "LIST" for all, "FIELD=LIST" for one: by field. Throws Failure(usage).
std::map<std::string, regex::Normaliser> normalisers_of(const std::vector<std::string>& given);

/// The two letters of a --country. Throws Failure(usage).
std::string country_named(const std::string& code);

/// Arguments as a report may have them: no card number, no security code.
std::vector<std::pair<std::string, std::string>> redacted_arguments(const CommonOptions& common);

/// What is said of a rule that was not looked at: a signal came, or --deadline was over.
inline constexpr const char* kCutShort = "the run was cut short";
bool is_over(const Deadline& deadline);

/// Both sides compared, within --budget. Throws Failure(input) for a pattern that its dialect
/// refuses: an error of whoever wrote it.
regex::Comparison compared(const fields::Pair& pair, const FieldsOptions& options, bool kinds);

/// Of a front end that takes more: what could be done to values before they are sent, and the
/// command that proves it.
void look_for_cure(const FieldsOptions& options, fields::PairCase& seen);

/// `fields diff FRONT GATEWAY`.
int run_fields_schemas(const FieldsOptions& options, const CommonOptions& common);

}  // namespace checkoutdiag
