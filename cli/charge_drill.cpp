#include <fmt/core.h>

#include <chrono>

#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/charge_facts.hpp"
#include "cli/output/layout.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

charge::DrillPlan plan_of(const ChargeOptions& options) {
  charge::DrillPlan plan;
  plan.command = options.command;
  plan.profile = read_gateway(options, "generic");
  if (options.scenarios.empty())
    plan.scenarios = sandbox::scenarios();
  else
    for (const std::string& name : options.scenarios)
      plan.scenarios.push_back(sandbox::load_scenario(name));
  plan.tls = !options.plain;
  plan.url_env = options.url_env;
  plan.ca_env = options.ca_env;
  plan.key_env = options.key_env;
  plan.order_env = options.order_env;
  if (!options.success_exits.empty()) plan.success_exits = options.success_exits;
  plan.doubt_exits = options.doubt_exits;
  plan.kill_after_send = options.kill_after_send;
  plan.most = std::chrono::milliseconds(static_cast<std::int64_t>(options.client_timeout * 1000));
  plan.jobs = options.jobs;
  plan.repeat = options.repeat;
  return plan;
}

// "reset-after-commit", "clean, killed after its request", "clean, run 2".
std::string subject_of(const charge::ScenarioFacts& facts) {
  std::string name = text::printable(facts.scenario.name);
  if (facts.killed) name += ", killed after its request";
  if (facts.repetition > 1) name += fmt::format(", run {}", facts.repetition);
  return name;
}

// "safe: 2 requests, charged once".
std::string note_of(const charge::ScenarioFacts& facts) {
  std::size_t requests = 0;
  for (const sandbox::SeenRequest& each : facts.truth.requests)
    requests += each.charges;
  const std::size_t charged = facts.truth.charges.size();
  const std::string money = charged == 0   ? "not charged"
                            : charged == 1 ? "charged once"
                                           : fmt::format("charged {} times", charged);
  return fmt::format("{}: {}, {}", facts::verdict_of(facts), output::counted(requests, "request"),
                     money);
}

void report_scenario(const charge::ScenarioFacts& facts, const charge::Profile& profile,
                     Report& report) {
  Subject subject;
  subject.name = subject_of(facts);
  subject.note = note_of(facts);
  subject.details = facts::scenario_details(facts);
  judge(charge::drill(), charge::DrillCase{facts, profile}, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
}

// "charged twice in 11 of 20 scenarios, lost the order in 2".
std::string opening_of(const charge::DrillFacts& seen) {
  std::size_t twice = 0, lost = 0, phantom = 0;
  for (const charge::ScenarioFacts& each : seen.scenarios) {
    const std::string verdict = facts::verdict_of(each);
    twice += verdict == "double charge";
    lost += verdict == "lost order";
    phantom += verdict == "phantom";
  }
  std::string text;
  const auto add = [&](const char* what, std::size_t count) {
    if (count == 0) return;
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ", what, count);
    if (text.find(" of ") == std::string::npos)
      text += fmt::format(" of {}", output::counted(seen.scenarios.size(), "scenario"));
  };
  add("charged twice", twice);
  add("charged and told as failed", lost);
  add("not charged and told as paid", phantom);
  return text;
}

}  // namespace

int run_charge_drill(const ChargeOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const charge::DrillPlan plan = plan_of(options);
  const auto begun = Clock::now();
  Report report;
  report.command = "charge drill";
  report.arguments = charge_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

  const Deadline deadline(common.deadline);
  Progress progress(common.progress && !common.quiet);
  std::size_t done = 0;
  const charge::DrillFacts seen =
      charge::drill(plan, deadline.descriptor(), [&](const charge::ScenarioFacts& each) {
        progress.show(fmt::format("{} {}", ++done, subject_of(each)));
      });
  progress.clear();
  for (const charge::ScenarioFacts& each : seen.scenarios)
    report_scenario(each, seen.profile, report);
  judge(charge::drills(), charge::DrillsCase{seen}, "all scenarios", report.outcomes);
  report.opening = opening_of(seen);
  report.by_rule = {"scenario",
                    "One scenario, request by request: charge drill --verbose --scenario NAME -- "
                    "COMMAND",
                    true};
  report.data = facts::to_json(seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
