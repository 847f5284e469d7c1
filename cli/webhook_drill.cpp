#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "checks/webhook/drill_faults.hpp"
#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/webhook_facts.hpp"
#include "cli/files.hpp"
#include "cli/output/layout.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using webhook::Fault;
using webhook::Probe;
using webhook::Trial;
using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

Trial trial_named(const std::string& word, const char* option) {
  if (const auto trial = webhook::trial_of(word)) return *trial;
  std::string all;
  for (const Trial each : webhook::all_trials())
    all += (all.empty() ? "" : ", ") + std::string(webhook::name(each));
  throw Failure(Kind::usage,
                fmt::format("{} does not take '{}'", option, text::printable(word, 40)),
                "it takes one of " + all);
}

std::vector<Trial> trials_of(const WebhookDrillOptions& options) {
  std::vector<Trial> asked, left_out, trials;
  for (const std::string& each : options.trials)
    asked.push_back(trial_named(each, "--trial"));
  for (const std::string& each : options.skipped)
    left_out.push_back(trial_named(each, "--skip"));
  const auto has = [](const std::vector<Trial>& list, Trial trial) {
    return std::find(list.begin(), list.end(), trial) != list.end();
  };
  // Without a right delivery that is taken, the others tell nothing.
  for (const Trial each : webhook::all_trials())
    if (each == Trial::valid || ((asked.empty() || has(asked, each)) && !has(left_out, each)))
      trials.push_back(each);
  return trials;
}

Probe probe_of(const WebhookDrillOptions& options) {
  Probe probe;
  probe.ca_file = options.ca_file;
  if (!options.probe_url.empty()) {
    probe.kind = Probe::Kind::url;
    probe.where = options.probe_url;
    probe.pointer = options.probe_pointer;
  } else if (!options.probe_command.empty()) {
    probe.kind = Probe::Kind::command;
    probe.where = options.probe_command;
  } else if (!options.probe_sqlite.empty()) {
    probe.kind = Probe::Kind::sqlite;
    probe.where = options.probe_sqlite;
    probe.sql = options.probe_sql;
  }
  return probe;
}

// Forged events and sixteen at once are nothing for somebody else's machine.
constexpr const char* kInstead =
    "drill a copy of it here, or add --allow-remote if it is yours and no real order can come of "
    "it";

std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

webhook::DrillPlan plan_of(const WebhookOptions& sender, const WebhookDrillOptions& options) {
  constexpr std::size_t kMostEvent = 1 << 20;
  constexpr double kPatience = 10;
  webhook::DrillPlan plan;
  plan.scheme = read_scheme(sender);
  ReadSecrets secrets = read_webhook_secrets(sender);
  describe_keys(plan.scheme, secrets);
  plan.secrets = std::move(secrets.secrets);
  plan.settings = settings_of(sender);
  plan.events = webhook::events_of(plan.scheme.name);
  if (!options.event.empty()) {
    plan.events.body = read_file(options.event, "the event", kMostEvent);
    plan.events.title = text::printable(options.event, 200);
    if (plan.events.body.find("{type}") == std::string::npos) plan.events.types.clear();
  }
  plan.url = options.url;
  plan.ca_file = options.ca_file;
  plan.trials = trials_of(options);
  plan.probe = probe_of(options);
  plan.before = options.before;
  plan.create_order = options.create_order;
  plan.restart = options.restart;
  plan.together = options.together;
  plan.timeout = options.timeout       ? milliseconds_of(*options.timeout)
                 : plan.events.timeout ? std::chrono::milliseconds(*plan.events.timeout)
                                       : milliseconds_of(kPatience);
  if (options.timeout) plan.events.timeout_source.clear();
  plan.settle = milliseconds_of(options.settle);
  return plan;
}

// "5 of 33 trials went wrong".
std::string opening_of(const webhook::DrillFacts& seen) {
  std::size_t done = 0, wrong = 0;
  for (const webhook::TrialFacts& each : seen.trials) {
    if (!each.skipped.empty()) continue;
    const Fault fault = webhook::fault_of(each, seen);
    ++done;
    wrong += fault != Fault::none && fault != Fault::undecided;
  }
  return wrong == 0 ? ""
                    : fmt::format("{} of {} went wrong", wrong, output::counted(done, "trial"));
}

}  // namespace

int run_webhook_drill(const WebhookOptions& sender, const WebhookDrillOptions& options,
                      const CommonOptions& common) {
  Session session(common);
  session.prepare();
  require_here(options.url, "URL", options.allow_remote, kInstead);
  if (!options.probe_url.empty())
    require_here(options.probe_url, "--probe-url", options.allow_remote, kInstead);
  const webhook::DrillPlan plan = plan_of(sender, options);
  const auto begun = Clock::now();
  Report report;
  report.command = "webhook drill";
  report.arguments = charge_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Deadline deadline(common.deadline);
  Progress progress(common.progress && !common.quiet);
  std::size_t done = 0;
  const webhook::DrillFacts seen = webhook::drill(plan, deadline.descriptor(), [&](Trial trial) {
    progress.show(fmt::format("{} of {}: {}", ++done, plan.trials.size(), webhook::name(trial)));
  });
  progress.clear();
  Subject subject;
  subject.name = seen.url;
  subject.note = fmt::format("{}, {}", seen.scheme, seen.events);
  subject.details = facts::drill_details(seen);
  judge(webhook::drills(), webhook::DrillCase{seen}, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.opening = opening_of(seen);
  report.data = facts::to_json(seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
