#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "cli/commands.hpp"
#include "cli/facts/fields_facts.hpp"
#include "cli/fields.hpp"
#include "cli/session.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

fields::Schema schema_of(const FieldsOptions& options) {
  if (!options.schema.empty()) return fields::read_schema(options.schema);
  fields::Field field;
  field.name = "pattern";
  regex::Pattern pattern =
      fields::pattern_of(options.pattern, dialect_named(options.dialect, "--dialect"));
  pattern.match = match_named(options.match, "--match");
  field.language.patterns = {std::move(pattern)};
  fields::Schema schema;
  schema.source = "--pattern";
  schema.fields = {std::move(field)};
  return schema;
}

void lint(const fields::Field& field, const std::string& country, const Deadline& deadline,
          std::vector<fields::LintCase>& all) {
  if (!is_over(deadline)) return all.push_back({fields::lint_facts(field, country)});
  fields::LintCase open;
  open.facts.field = field;
  open.facts.country = country;
  open.facts.undecided = kCutShort;
  all.push_back(std::move(open));
}

std::string subject_of(const fields::LintFacts& facts) {
  const std::string name = text::printable(facts.field.name, 80);
  return facts.country.empty() ? name : fmt::format("{} ({})", name, facts.country);
}

}  // namespace

int run_fields_lint(const FieldsOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = "fields lint";
  report.arguments = redacted_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const fields::Schema schema = schema_of(options);
  std::vector<std::string> wanted;
  for (const std::string& each : options.countries)
    wanted.push_back(country_named(each));
  const Deadline deadline(common.deadline);
  std::vector<fields::LintCase> all;
  for (const fields::Field& field : schema.fields) {
    if (field.is_hidden) continue;
    if (field.by_country.empty()) lint(field, "", deadline, all);
    for (const auto& [country, language] : field.by_country)
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), country) != wanted.end())
        lint(field, country, deadline, all);
  }
  if (schema.is_form) {
    Subject page;
    page.name = schema.source;
    page.note = schema.kind;
    judge(fields::forms(), fields::SchemaCase{schema, {}, {}, {}}, page.name, report.outcomes);
    report.subjects.push_back(std::move(page));
  }
  for (const fields::LintCase& each : all) {
    Subject subject;
    subject.name = subject_of(each.facts);
    subject.details = facts::lint_details(each.facts);
    judge(fields::lints(), each, subject.name, report.outcomes);
    report.subjects.push_back(std::move(subject));
  }
  report.by_rule = {"field", "Every field with its rule: --verbose.", false};
  report.data = facts::to_json(schema, all);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
