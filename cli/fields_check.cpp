#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "checks/fields/hint.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/fields_facts.hpp"
#include "cli/fields.hpp"
#include "cli/fields_stream.hpp"
#include "cli/files.hpp"
#include "cli/output/layout.hpp"
#include "cli/session.hpp"
#include "lib/failure.hpp"
#include "lib/fields/card.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

fields::ExpiryOrder order_named(const std::string& word) {
  if (word == "month-first") return fields::ExpiryOrder::month_first;
  if (word == "year-first") return fields::ExpiryOrder::year_first;
  return fields::ExpiryOrder::any;
}

fields::JudgeOptions judging_of(const FieldsOptions& options, Time now) {
  fields::JudgeOptions how;
  how.now = now;
  how.order = order_named(options.expiry_order);
  how.normalisers = normalisers_of(options.normalise);
  if (options.countries.size() > 1)
    throw Failure(Kind::usage, "fields check takes one --country",
                  "records of several countries say so in a column: country");
  if (!options.countries.empty()) how.country = country_named(options.countries[0]);
  return how;
}

/// The values of a call, by field.
struct Given {
  std::vector<std::string> names, values;
};

// What is on the command line is in the shell's history and in everybody's process list.
void refuse_secret(const std::string& name, const std::string& value) {
  std::string digits;
  for (char each : value)
    if (text::is_digit(each)) digits += each;
  const bool is_card =
      text::redacted(value) != value ||
      (fields::meaning_of_name(name) == fields::Meaning::card_number && digits.size() >= 12);
  if (!is_card || fields::is_test_number(digits) || value.find('@') != std::string::npos) return;
  const std::string safe = text::printable(name, 60);
  throw Failure(Kind::usage,
                fmt::format("{}: a card number is not taken from the command line", safe),
                fmt::format("give it in a file or on stdin, {}=@FILE or {}=@-; published test "
                            "numbers are taken",
                            safe, safe));
}

std::string value_of(const std::string& name, const std::string& given) {
  constexpr std::size_t kMost = 64 * 1024;
  if (!given.starts_with('@')) {
    refuse_secret(name, given);
    return given;
  }
  std::string value =
      read_file(given.substr(1), "the value of " + text::printable(name, 60), kMost);
  while (value.ends_with('\n') || value.ends_with('\r'))
    value.pop_back();
  return value;
}

Given read_values(const FieldsOptions& options) {
  Given given;
  for (const std::string& each : options.values) {
    const std::size_t at = each.find('=');
    if (at == 0 || at == std::string::npos)
      throw Failure(
          Kind::usage,
          fmt::format("fields check does not take '{}'", text::printable(text::redacted(each), 60)),
          "it takes FIELD=VALUE, such as postal_code='SW1A 1AA'");
    const std::string name = each.substr(0, at);
    if (std::find(given.names.begin(), given.names.end(), name) != given.names.end())
      throw Failure(Kind::usage, fmt::format("{} is given twice", text::printable(name, 60)));
    given.names.push_back(name);
    given.values.push_back(value_of(name, each.substr(at + 1)));
  }
  return given;
}

std::string country_of(const Given& given, const fields::JudgeOptions& how) {
  for (std::size_t i = 0; i < given.names.size(); ++i)
    if (fields::meaning_of_name(given.names[i]) == fields::Meaning::country &&
        !given.values[i].empty())
      return given.values[i];
  return how.country;
}

int check_values(const FieldsOptions& options, const fields::Schema* schema,
                 const fields::JudgeOptions& how, Report& report) {
  const Given given = read_values(options);
  fields::RecordJudge judge(schema, given.names, how);
  std::vector<std::string_view> values(given.values.begin(), given.values.end());
  fields::ValuesCase seen;
  seen.records = 1;
  seen.absent = judge.absent();
  const std::string country = country_of(given, how);
  for (const fields::Problem& each : judge.judge(values))
    seen.tallies.push_back(
        {given.names[each.column],
         each.reason,
         1,
         {},
         facts::shown_value(judge.sent(each.column), judge.known(each.column).meaning),
         fields::hint_of(judge, each, country)});
  Subject subject;
  subject.name = "values";
  subject.details = facts::value_details(judge, given.names, values);
  judge_values(seen, subject.name, report);
  report.subjects.push_back(std::move(subject));
  report.data = facts::to_json(judge, given.names, values, seen);
  return 0;
}

}  // namespace

void judge_values(const fields::ValuesCase& seen, const std::string& subject, Report& report) {
  judge(fields::values(), seen, subject, report.outcomes);
}

int run_fields_check(const FieldsOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = "fields check";
  report.arguments = redacted_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::optional<fields::Schema> schema;
  if (!options.schema.empty()) schema = fields::read_schema(options.schema);
  const fields::JudgeOptions how = judging_of(options, session.now());
  const Deadline deadline(common.deadline);
  if (options.csv.empty() && options.ndjson.empty())
    check_values(options, schema ? &*schema : nullptr, how, report);
  else
    check_stream(options, schema ? &*schema : nullptr, how, deadline.descriptor(), report);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
