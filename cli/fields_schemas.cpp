#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "cli/facts/fields_facts.hpp"
#include "cli/fields.hpp"
#include "cli/output/layout.hpp"
#include "cli/session.hpp"
#include "lib/failure.hpp"
#include "lib/fields/pairing.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

fields::PairingOptions pairing_of(const FieldsOptions& options) {
  fields::PairingOptions pairing;
  for (const std::string& each : options.renamed) {
    const std::size_t at = each.find('=');
    if (at == 0 || at == std::string::npos || at + 1 == each.size())
      throw Failure(Kind::usage, fmt::format("--map does not take '{}'", text::printable(each, 80)),
                    "it takes the form's name and the gateway's: --map cardNumber=number");
    pairing.renamed[each.substr(0, at)] = each.substr(at + 1);
  }
  pairing.normalisers = normalisers_of(options.normalise);
  for (const std::string& each : options.countries)
    pairing.countries.push_back(country_named(each));
  return pairing;
}

// "email", "cardNumber as number", "zip as postal_code (GB)".
std::string subject_of(const fields::Pair& pair) {
  std::string name = text::printable(pair.name, 80);
  if (pair.gateway_name != pair.name)
    name += fmt::format(" as {}", text::printable(pair.gateway_name, 80));
  return pair.country.empty() ? name : fmt::format("{} ({})", name, pair.country);
}

// "3 of 7 fields let through what the gateway refuses"; of countries, each rule counts.
std::string opening_of(const std::vector<fields::PairCase>& seen, std::string_view what) {
  const auto laxer = std::count_if(seen.begin(), seen.end(), [](const fields::PairCase& each) {
    return each.seen.front_only.has_value();
  });
  return laxer == 0 ? ""
                    : fmt::format("{} of {} let through what the gateway refuses", laxer,
                                  output::counted(seen.size(), what));
}

// A pattern that its dialect refuses is one field's matter.
regex::Comparison comparison_of(const fields::Pair& pair, const FieldsOptions& options) {
  try {
    return compared(pair, options, true);
  } catch (const Failure& failure) {
    regex::Comparison unknown;
    unknown.reason = failure.what();
    return unknown;
  }
}

}  // namespace

int run_fields_schemas(const FieldsOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  const fields::PairingOptions how = pairing_of(options);
  fields::SchemaCase schemas{
      fields::read_schema(options.schemas[0]), fields::read_schema(options.schemas[1]), {}, {}};
  fields::Pairing pairing = fields::pair_fields(schemas.front, schemas.gateway, how);
  schemas.front_only = pairing.front_only;
  schemas.gateway_only = pairing.gateway_only;
  if (pairing.pairs.empty())
    throw Failure(Kind::input,
                  fmt::format("no field of {} ({}) is one of {} ({})", schemas.front.source,
                              schemas.front.kind, schemas.gateway.source, schemas.gateway.kind),
                  "say which is which: --map FIELD=NAME");
  Report report;
  report.command = "fields diff";
  report.arguments = redacted_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Deadline deadline(common.deadline);
  std::vector<fields::PairCase> seen;
  for (fields::Pair& each : pairing.pairs) {
    regex::Comparison comparison;
    if (is_over(deadline))
      comparison.reason = kCutShort;
    else
      comparison = comparison_of(each, options);
    seen.push_back({std::move(each), std::move(comparison), "", "", {}, ""});
    if (!is_over(deadline)) look_for_cure(options, seen.back());
  }
  Subject both;
  both.name = fmt::format("{} and {}", schemas.front.source, schemas.gateway.source);
  both.note = fmt::format("{}; {}", schemas.front.kind, schemas.gateway.kind);
  both.details = facts::schema_details(schemas);
  judge(fields::schemas(), schemas, both.name, report.outcomes);
  report.subjects.push_back(std::move(both));
  for (const fields::PairCase& each : seen) {
    Subject subject;
    subject.name = subject_of(each.rules);
    subject.details = facts::pair_details(each);
    judge(fields::all(), each, subject.name, report.outcomes);
    report.subjects.push_back(std::move(subject));
  }
  const bool by_country = std::any_of(seen.begin(), seen.end(), [](const fields::PairCase& each) {
    return !each.rules.country.empty();
  });
  const std::string_view what = by_country ? "rule" : "field";
  report.opening = opening_of(seen, what);
  report.by_rule = {what, "Every field with both rules: --verbose.", false};
  report.data = facts::to_json(schemas, seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
