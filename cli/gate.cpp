#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "checks/gate/gate.hpp"
#include "checks/nearest.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/gate_facts.hpp"
#include "cli/files.hpp"
#include "cli/gate/file.hpp"
#include "cli/gate/merge.hpp"
#include "cli/gate/run.hpp"
#include "cli/output/sections.hpp"
#include "cli/rule_patterns.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"

// `gate`: everything that a pipeline asks, as one report and one exit code.
namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

constexpr std::size_t kMostGate = 1u << 20, kMostBaseline = 64u << 20;
constexpr int kJobs = 8;

bool was_given(const CommonOptions& common, std::string_view name) {
  return std::any_of(common.given.begin(), common.given.end(),
                     [&](const auto& each) { return each.first == name; });
}

GateFile read_gate(const std::string& file) {
  try {
    return read_gate_file(read_file(file, "the gate's file", kMostGate), file);
  } catch (const Failure& failure) {
    if (!failure.hint.empty() || file != GateOptions().file) throw;
    throw Failure(Kind::input, failure.what(), "checkoutdiag gate init writes a first one");
  }
}

// The command line goes before the file.
CommonOptions options_of(const GateFile& file, const CommonOptions& given) {
  CommonOptions common = given;
  if (file.threshold) {
    if (!was_given(given, "fail-on")) common.threshold.fail_on = file.threshold->fail_on;
    if (!was_given(given, "inconclusive"))
      common.threshold.inconclusive = file.threshold->inconclusive;
  }
  if (common.waivers.empty()) common.waivers = file.waivers_file;
  return common;
}

void refuse_unknown(const std::vector<std::string>& names, const GateFile& file,
                    const char* option) {
  std::vector<std::string_view> known;
  for (const GateCheck& each : file.checks)
    known.push_back(each.name);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string_view meant = nearest(name, known);
    throw Failure(Kind::usage,
                  fmt::format("{}: {} has no check {}", option, text::printable(file.file, 200),
                              text::printable(name, 80)),
                  meant.empty() ? "they are the names below \"checks\" in the file"
                                : fmt::format("did you mean {}?", meant));
  }
}

std::string left_out(const GateCheck& check, const GateOptions& options) {
  const auto is_in = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), check.name) != names.end();
  };
  if (!options.only.empty() && !is_in(options.only)) return "--only names others";
  return is_in(options.skip) ? "--skip names it" : "";
}

// Targets are dealt out by their number in the file, and checks without targets likewise, so that
// the shards of a fleet have parts of like size and all together everything once.
std::vector<GatePlan> plans_of(const GateFile& file, const GateOptions& options) {
  std::vector<GatePlan> plans;
  int number = 0;
  const auto is_ours = [&](int of) { return of % options.shards == options.shard; };
  for (const GateCheck& check : file.checks) {
    GatePlan plan{&check, {}, left_out(check, options)};
    if (check.takes_targets) {
      const auto& all = check.targets.empty() ? file.targets : check.targets;
      for (std::size_t i = 0; i < all.size(); ++i)
        if (is_ours(static_cast<int>(i))) plan.targets.push_back(all[i].text);
      if (plan.targets.empty() && plan.left_out.empty())
        plan.left_out = "its targets are other shards'";
    } else if (!is_ours(number++) && plan.left_out.empty()) {
      plan.left_out = "it is another shard's";
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::vector<std::string> words_for_all(const CommonOptions& common) {
  std::vector<std::string> words;
  for (const auto& [name, value] : common.given)
    if (name == "now" || name == "timeout") words.push_back("--" + name + "=" + value);
  return words;
}

void change_levels(const GateCheck& check, const std::string& file, Report& report) {
  for (Outcome& outcome : report.outcomes)
    for (const LevelChange& change : check.levels) {
      if (!matches_rule(change.rule, outcome.rule->id)) continue;
      if (change.level) {
        for (Finding& each : outcome.findings)
          each.level = *change.level;
      } else {
        outcome.findings.clear();
        outcome.inconclusive_because.clear();
        outcome.skipped_because = "switched off in " + text::printable(file, 200);
      }
      break;
    }
}

/// The report while it is made of those of its checks.
class Gate {
 public:
  Gate(const GateFile& file, const GateOptions& options) : file_(file), options_(options) {}

  void add(const GatePlan& plan, GateRun run) {
    const GateCheck& check = *plan.check;
    Part part{plan, std::move(run), report_.outcomes.size(), 0};
    if (part.run.read) {
      Report& found = part.run.read->report;
      change_levels(check, file_.file, found);
      part.started = found.started;
      addresses_.insert(addresses_.end(), part.run.read->tls13.begin(), part.run.read->tls13.end());
      append(report_, std::move(found), check.name, Place{file_.file, check.line});
    }
    part.end = report_.outcomes.size();
    parts_.push_back(std::move(part));
  }

  /// What was found, to be excused before it is judged together.
  Report& found() { return report_; }

  Report finish() {
    std::vector<PartFacts> facts;
    gate::GateCase judged;
    Subject subject;
    std::size_t ran = 0;
    for (Part& part : parts_) {
      const GateCheck& check = *part.plan.check;
      const output::Counts counts = counts_of(part);
      subject.details.push_back({check.name, told(part, counts)});
      judged.parts.push_back({check.name, part.run.end, part.run.why, check.budget, counts.found});
      ran += part.run.end == gate::End::ran;
      facts.push_back(facts_of(part, counts.found));
    }
    subject.name = text::printable(file_.file, 200);
    subject.note = fmt::format("{} of {} checks ran", ran, parts_.size());
    subject.place = Place{file_.file, 1};
    report_.opening = subject.note + with_errors(facts);
    std::vector<Outcome> own;
    judge(gate::all(), judged, subject.name, own);
    judge_checklist(subject.name, own);
    report_.outcomes.insert(report_.outcomes.begin(), own.begin(), own.end());
    report_.subjects.insert(report_.subjects.begin(), std::move(subject));
    // The stores of one machine, or the gateways of a fleet, are many: what is wrong is told once.
    constexpr std::size_t kMany = 12;
    if (report_.subjects.size() > kMany)
      report_.by_rule = ByRule{"subject", "One check alone: checkoutdiag gate --only CHECK.", true};
    report_.data = to_json(facts, options_.shard, options_.shards);
    return std::move(report_);
  }

 private:
  /// A check, what became of it, and which outcomes of the report are its.
  struct Part {
    GatePlan plan;
    GateRun run;
    std::size_t begin = 0, end = 0;
    std::optional<Time> started;
  };

  output::Counts counts_of(const Part& part) const {
    Report own;
    own.outcomes.assign(report_.outcomes.begin() + static_cast<std::ptrdiff_t>(part.begin),
                        report_.outcomes.begin() + static_cast<std::ptrdiff_t>(part.end));
    return output::count(output::sections(own));
  }

  // "tls probe: 2 errors, 1 warning; 3 targets, 0.4 s".
  static std::string told(const Part& part, const output::Counts& counts) {
    const GateRun& run = part.run;
    const std::string& command = part.plan.check->run;
    if (run.end == gate::End::left_out) return fmt::format("{}: not run, {}", command, run.why);
    std::string verdict = run.read ? output::verdict(counts) : run.why;
    if (run.read && run.end != gate::End::ran) verdict += ", cut short";
    const std::size_t targets = part.plan.targets.size();
    const std::string of =
        targets > 0 ? fmt::format("{} target{}, ", targets, targets == 1 ? "" : "s") : "";
    return fmt::format("{}: {}; {}{:.1f} s", command, verdict, of, run.seconds);
  }

  static PartFacts facts_of(Part& part, const Summary& found) {
    PartFacts facts;
    facts.name = part.plan.check->name;
    facts.command = part.plan.check->run;
    facts.words = words_of(part.plan, {});
    facts.end = part.run.end;
    facts.why = part.run.why;
    facts.started = part.started;
    facts.exit_code = part.run.read ? part.run.read->exit_code : 0;
    facts.data = std::move(part.run.data);
    facts.seconds = part.run.seconds;
    facts.found = found;
    return facts;
  }

  // ", with errors in tls, chain and 3 more".
  static std::string with_errors(const std::vector<PartFacts>& parts) {
    constexpr std::size_t kNamed = 4;
    std::vector<std::string> names;
    for (const PartFacts& each : parts)
      if (each.found.error > 0) names.push_back(each.name);
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
      text += (i == 0 ? ", with errors in " : i + 1 == names.size() ? " and " : ", ") + names[i];
    return names.size() <= kNamed ? text
                                  : text + fmt::format(" and {} more", names.size() - kNamed);
  }

  void judge_checklist(const std::string& name, std::vector<Outcome>& to) const {
    gate::ChecklistCase seen;
    for (const Outcome& each : report_.outcomes)
      seen.outcomes.push_back(&each);
    seen.addresses = addresses_;
    if (options_.shards > 1) seen.left_out = "a shard sees a part alone: merge their reports";
    judge(std::span<const Check<gate::ChecklistCase>* const>(lines_of(file_.checklist)), seen, name,
          to);
  }

  const GateFile& file_;
  const GateOptions& options_;
  Report report_;
  std::vector<Part> parts_;
  std::vector<gate::Tls13> addresses_;
};

}  // namespace

int run_gate(const GateOptions& options, const CommonOptions& given) {
  const auto begun = Clock::now();
  const auto started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const GateFile file = read_gate(options.file);
  refuse_unknown(options.only, file, "--only");
  refuse_unknown(options.skip, file, "--skip");
  const CommonOptions common = options_of(file, given);
  Session session(common);
  session.prepare();
  if (common.waivers.empty() && !file.waivers.empty()) session.use(file.waivers, file.file);
  if (!options.only.empty() || !options.skip.empty() || options.shards > 1) session.be_partial();
  const std::string baseline = options.baseline.empty() ? file.baseline : options.baseline;
  std::optional<ReadReport> known;
  if (!baseline.empty())
    known = read_report(read_file(baseline, "the baseline", kMostBaseline), baseline);

  const std::vector<GatePlan> plans = plans_of(file, options);
  const Deadline stop(0);
  Progress progress(common.progress && !common.quiet);
  std::size_t done = 0;
  progress.show(fmt::format("0 of {} checks", plans.size()));
  const int jobs = options.jobs > 0 ? options.jobs : file.jobs > 0 ? file.jobs : kJobs;
  const double seconds = was_given(given, "deadline") ? given.deadline : 0;
  std::vector<GateRun> runs = run_checks(
      plans, {words_for_all(common), jobs, seconds}, stop.descriptor(),
      [&](std::size_t) { progress.show(fmt::format("{} of {} checks", ++done, plans.size())); });
  progress.clear();

  Gate gate(file, options);
  for (std::size_t i = 0; i < plans.size(); ++i)
    gate.add(plans[i], std::move(runs[i]));
  if (known) excuse_known(gate.found(), known->report, baseline);
  session.mark(gate.found());
  Report report = gate.finish();
  report.command = "gate";
  report.arguments = given.given;
  report.started = started;
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
