#include "cli/fields.hpp"

#include <fmt/core.h>

#include <chrono>

#include "checks/shell.hpp"
#include "cli/interrupt.hpp"
#include "lib/failure.hpp"
#include "lib/fields/comparison.hpp"
#include "lib/fields/schema.hpp"
#include "lib/fields/tables.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

void check_pattern(const regex::Language& language, const char* side) {
  for (const regex::Pattern& each : language.patterns)
    try {
      regex::parse(each);
    } catch (const regex::PatternError& error) {
      if (error.why != regex::PatternError::Why::syntax) continue;
      throw Failure(Kind::input,
                    fmt::format("{} refuses the {}'s pattern at character {}: {}",
                                regex::word_of(each.dialect), side, error.at + 1, error.what()),
                    "name the dialect that it is written for");
    }
}

}  // namespace

regex::Dialect dialect_named(const std::string& word, const char* option) {
  if (const auto dialect = regex::dialect_of(word)) return *dialect;
  std::string all;
  for (std::string_view each : regex::dialect_words())
    all += (all.empty() ? "" : ", ") + std::string(each);
  throw Failure(Kind::usage,
                fmt::format("{} does not take '{}'", option, text::printable(word, 40)),
                "it takes one of " + all);
}

std::optional<regex::Match> match_named(const std::string& word, const char* option) {
  if (word.empty()) return std::nullopt;
  if (word == "search") return regex::Match::search;
  if (word == "full") return regex::Match::full;
  if (word == "prefix") return regex::Match::prefix;
  throw Failure(Kind::usage,
                fmt::format("{} does not take '{}'", option, text::printable(word, 40)),
                "it takes search, full or prefix");
}

regex::Normaliser normaliser_named(const std::string& list) {
  if (const auto steps = regex::normaliser_of(list)) return *steps;
  throw Failure(Kind::usage,
                fmt::format("--normalise does not take '{}'", text::printable(list, 60)),
                "it takes spaces, dashes, separators, white-space, digits-only, trim, upper and "
                "lower, with commas between them");
}

std::map<std::string, regex::Normaliser> normalisers_of(const std::vector<std::string>& given) {
  std::map<std::string, regex::Normaliser> all;
  for (const std::string& each : given) {
    const std::size_t at = each.find('=');
    const bool for_one = at != std::string::npos;
    all[for_one ? each.substr(0, at) : ""] = normaliser_named(for_one ? each.substr(at + 1) : each);
  }
  return all;
}

std::string country_named(const std::string& code) {
  if (const fields::Country* country = fields::find_country(code)) return country->code;
  throw Failure(Kind::usage, fmt::format("--country does not take '{}'", text::printable(code, 20)),
                "it takes a code of ISO 3166-1, such as GB");
}

std::vector<std::pair<std::string, std::string>> redacted_arguments(const CommonOptions& common) {
  std::vector<std::pair<std::string, std::string>> given = common.given;
  for (auto& [name, value] : given) {
    const std::size_t at = value.find('=');
    const fields::Meaning meaning = at == std::string::npos
                                        ? fields::Meaning::other
                                        : fields::meaning_of_name(value.substr(0, at));
    const bool is_secret =
        meaning == fields::Meaning::card_number || meaning == fields::Meaning::security_code;
    value = is_secret && !value.substr(at + 1).starts_with('@')
                ? value.substr(0, at) + "=(not shown)"
                : text::redacted(value);
  }
  return given;
}

bool is_over(const Deadline& deadline) {
  return deadline.over() || interrupted_by() != 0;
}

namespace {

regex::CompareOptions how_to_compare(const FieldsOptions& options) {
  regex::CompareOptions how;
  how.limits.time = std::chrono::milliseconds(static_cast<std::int64_t>(options.budget * 1000));
  return how;
}

// A word of a command as it was given, but for what must not be shown.
std::string given_word(std::string_view word) {
  return shell_word(text::redacted(word));
}

}  // namespace

regex::Comparison compared(const fields::Pair& pair, const FieldsOptions& options, bool kinds) {
  check_pattern(pair.front, "front end");
  check_pattern(pair.gateway, "gateway");
  regex::CompareOptions how = how_to_compare(options);
  how.kinds = kinds;
  return fields::compare(pair, how);
}

void look_for_cure(const FieldsOptions& options, fields::PairCase& seen) {
  if (!seen.seen.front_only) return;
  seen.front_rule = fields::rule_for_front(seen.rules, how_to_compare(options));
  // Nothing is promised of rules that were not compared.
  if (!seen.rules.gateway_unread.empty()) return;
  seen.cured_length = fields::curing_length(seen.rules, how_to_compare(options));
  if (seen.cured_length) return;
  seen.cured_by = fields::curing_normaliser(seen.rules, how_to_compare(options));
  if (seen.cured_by.empty()) return;
  seen.again = "checkoutdiag fields diff";
  if (options.schemas.empty()) {
    seen.again += " --front " + given_word(options.front);
    seen.again += " --gateway " + given_word(options.gateway);
    if (options.front_dialect != "javascript")
      seen.again += " --front-dialect " + options.front_dialect;
    if (options.gateway_dialect != "javascript")
      seen.again += " --gateway-dialect " + options.gateway_dialect;
    if (!options.front_match.empty()) seen.again += " --front-match " + options.front_match;
    if (!options.gateway_match.empty()) seen.again += " --gateway-match " + options.gateway_match;
    if (options.maxlength >= 0) seen.again += fmt::format(" --maxlength {}", options.maxlength);
    if (options.luhn) seen.again += " --luhn";
    seen.again += " --normalise " + seen.cured_by;
    return;
  }
  for (const std::string& each : options.schemas)
    seen.again += " " + given_word(each);
  for (const std::string& each : options.renamed)
    seen.again += " --map " + given_word(each);
  for (const std::string& each : options.countries)
    seen.again += " --country " + given_word(each);
  for (const std::string& each : options.normalise)
    seen.again += " --normalise " + shell_word(each);  // words of ours: nothing to be kept back
  seen.again += " --normalise " + shell_word(seen.rules.name + "=" + seen.cured_by);
}

}  // namespace checkoutdiag
