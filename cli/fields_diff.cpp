#include <fmt/core.h>

#include <chrono>

#include "cli/commands.hpp"
#include "cli/facts/fields_facts.hpp"
#include "cli/fields.hpp"
#include "cli/files.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using fields::Pair;
using regex::Verdict;
using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

Pair pair_of(const FieldsOptions& options) {
  Pair pair;
  pair.name = "--front and --gateway";
  regex::Pattern front =
      fields::pattern_of(options.front, dialect_named(options.front_dialect, "--front-dialect"));
  front.match = match_named(options.front_match, "--front-match");
  regex::Pattern gateway = fields::pattern_of(
      options.gateway, dialect_named(options.gateway_dialect, "--gateway-dialect"));
  gateway.match = match_named(options.gateway_match, "--gateway-match");
  pair.front.patterns = {std::move(front)};
  pair.gateway.patterns = {std::move(gateway)};
  if (options.maxlength >= 0) pair.front.longest = static_cast<std::uint32_t>(options.maxlength);
  pair.luhn = options.luhn;
  for (const std::string& each : options.normalise)
    for (regex::NormalStep& step : normaliser_named(each))
      pair.normaliser.push_back(std::move(step));
  return pair;
}

int run_pairs(const FieldsOptions& options, const Deadline& deadline) {
  constexpr std::size_t kMost = 256u << 20;
  const std::string text = read_file(options.pairs, "the pairs", kMost);
  const std::string file = options.pairs == "-" ? "stdin" : text::printable(options.pairs, 200);
  bool refused = false, unknown = false;
  std::size_t number = 0, pairs = 0, malformed = 0;
  std::string fault;  // of the first of them
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    ++pairs;
    // Each line has its answer, so that both files can be read side by side.
    std::string name = std::to_string(number);
    regex::Comparison seen;
    std::optional<Pair> pair;
    try {
      pair = fields::read_pair(line, file, number);
    } catch (const Failure& failure) {
      seen.reason = failure.what();
      if (malformed++ == 0) fault = failure.what();
    }
    if (pair) name = pair->name;
    if (pair) try {
        if (is_over(deadline)) throw Failure(Kind::input, kCutShort);
        seen = compared(*pair, options, false);
      } catch (const Failure& failure) {
        seen.reason = failure.what();
      }
    refused = refused || seen.front_only.has_value();
    unknown = unknown || seen.verdict == Verdict::unknown;
    print(facts::pair_line(name, seen) + "\n");
  }
  if (pairs == 0)
    throw Failure(Kind::input, fmt::format("{} has no pairs", file), "it takes one JSON a line");
  if (malformed > 0)
    throw Failure(Kind::input, fmt::format("{} of {} lines are no pairs; the first: {}", malformed,
                                           pairs, fault));
  return refused ? 1 : unknown ? 3 : 0;
}

}  // namespace

int run_fields_diff(const FieldsOptions& options, const CommonOptions& common) {
  if (!options.pairs.empty()) return run_pairs(options, Deadline(common.deadline));
  if (!options.schemas.empty()) return run_fields_schemas(options, common);
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = "fields diff";
  report.arguments = redacted_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  fields::PairCase seen{pair_of(options), {}, "", "", {}, ""};
  seen.seen = compared(seen.rules, options, true);
  look_for_cure(options, seen);
  Subject subject;
  subject.name = seen.rules.name;
  subject.details = facts::pair_details(seen);
  judge(fields::all(), seen, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = facts::to_json(seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
