#include "lib/charge/drill/scenario_run.hpp"

#include <poll.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "lib/charge/drill/invocation.hpp"
#include "lib/charge/drill/private_directory.hpp"
#include "lib/charge/drill/trigger.hpp"
#include "lib/charge/key.hpp"
#include "lib/process/child.hpp"
#include "lib/sandbox/sandbox.hpp"

namespace checkoutdiag::charge {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// So long takes a charge that the client is killed under: whatever happens to the machine, the
// signal comes before the answer.
constexpr milliseconds kWorkUnderKill{300};
constexpr milliseconds kSettle{2000};
constexpr milliseconds kLook{10};

bool readable(std::span<const int> stops) {
  std::vector<pollfd> waiting;
  for (const int each : stops)
    waiting.push_back({each, POLLIN, 0});
  return ::poll(waiting.data(), waiting.size(), 0) > 0;
}

std::string digits() {
  std::string key = random_key();
  std::erase(key, '-');
  return key;
}

// As the gateway's live keys are written, where that says "live"; else as Stripe's.
std::string test_key(const Profile& profile) {
  for (std::string prefix : profile.live_prefixes)
    if (const std::size_t at = prefix.find("live"); at != std::string::npos)
      return prefix.replace(at, 4, "test") + digits();
  return "sk_test_" + digits();
}

Reported reported(const DrillPlan& plan, const ClientRun& run) {
  if (!run.exit || run.hung || run.killed) return Reported::nothing;
  const auto among = [&](const std::vector<int>& exits) {
    return std::find(exits.begin(), exits.end(), *run.exit) != exits.end();
  };
  if (among(plan.doubt_exits)) return Reported::doubt;
  return among(plan.success_exits) ? Reported::success : Reported::failure;
}

// Whether the charge that arrived is not in the books yet, or still under way there.
bool is_open(const sandbox::Truth& truth) {
  bool arrived = false;
  for (const sandbox::SeenRequest& each : truth.requests) {
    if (!each.charges) continue;
    arrived = true;
    if (!each.executed && !each.replayed && each.status == 0 && each.fault.empty()) return true;
  }
  return !arrived;
}

class ScenarioRun {
 public:
  ScenarioRun(const DrillPlan& plan, const Assignment& assignment, std::span<const int> stops)
      : plan_(plan), kill_(assignment.kill), stops_(stops) {
    facts_.scenario = assignment.scenario;
    facts_.killed = assignment.kill;
    facts_.repetition = assignment.repetition;
    facts_.order = "order-" + digits().substr(0, 8);
    if (kill_) facts_.scenario.work = std::max(facts_.scenario.work, kWorkUnderKill);
    began_ = Clock::now();  // as the sandbox's own clock, which starts with it
    sandbox_ = std::make_unique<sandbox::Sandbox>(options());
    told_.url = sandbox_->origin();
    told_.host = "127.0.0.1";
    told_.port = sandbox_->port();
    told_.key = test_key(plan.profile);
    told_.order = facts_.order;
    told_.scenario = facts_.scenario.name;
    if (plan.tls) told_.ca_file = directory_.write("ca.pem", sandbox_->ca());
  }

  std::optional<ScenarioFacts> run() {
    bool stopped = run_client(kill_);
    if (!stopped && facts_.runs.back().killed) {
      stopped = !let_it_execute();
      if (!stopped) stopped = run_client(false);
    }
    if (stopped) return std::nullopt;
    const ClientRun& last = facts_.runs.back();
    facts_.reported = reported(plan_, last);
    facts_.ended = last.began + last.took;
    sandbox_->settle(kSettle);
    facts_.truth = sandbox_->truth();
    sandbox_->stop();
    return std::move(facts_);
  }

 private:
  sandbox::SandboxOptions options() {
    sandbox::SandboxOptions options;
    options.profile = plan_.profile;
    options.scenario = facts_.scenario;
    options.tls = plan_.tls;
    options.fault_header = false;  // the scenario's faults, and no others
    if (kill_)
      options.seen = [this](const sandbox::SeenRequest& request) {
        if (request.charges) trigger_.fire();
      };
    return options;
  }

  std::int64_t now() const {
    return std::chrono::duration_cast<milliseconds>(Clock::now() - began_).count();
  }

  // True when it was stopped.
  bool run_client(bool kill) {
    ClientRun run;
    run.began = now();
    process::Child child(invocation(plan_, told_));
    run.problem = child.problem();
    bool stopped = false;
    if (run.problem.empty()) {
      if (kill) trigger_.arm(child);
      const process::ChildEnd end = child.wait(plan_.most, stops_);
      trigger_.disarm();
      run.took = now() - run.began;
      run.exit = end.exit;
      run.signal = end.signal;
      run.hung = end.over_time;
      run.killed = kill && trigger_.fired() && end.signal == SIGKILL && !end.over_time;
      run.output = child.output();
      stopped = end.stopped;
    }
    facts_.runs.push_back(std::move(run));
    return stopped;
  }

  // Until the killed client's charge is executed, or answered otherwise: what is tested is whether
  // the key outlives the client, not what it makes of a charge under way. False: it was stopped.
  bool let_it_execute() {
    const auto end = Clock::now() + kSettle;
    while (Clock::now() < end && !readable(stops_)) {
      if (!is_open(sandbox_->truth())) break;
      std::this_thread::sleep_for(kLook);
    }
    sandbox_->settle(kSettle);
    return !readable(stops_);
  }

  const DrillPlan& plan_;
  const bool kill_;
  std::span<const int> stops_;
  Trigger trigger_;
  PrivateDirectory directory_;
  Told told_;
  ScenarioFacts facts_;
  Clock::time_point began_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;  // gone before what it calls
};

// Where nothing else goes wrong the kill alone is seen.
const sandbox::Scenario* to_kill_in(const std::vector<sandbox::Scenario>& scenarios) {
  const auto first = [&](auto fits) -> const sandbox::Scenario* {
    const auto found = std::find_if(scenarios.begin(), scenarios.end(), fits);
    return found == scenarios.end() ? nullptr : &*found;
  };
  if (const auto* clean = first(
          [](const sandbox::Scenario& each) { return each.must_succeed && each.faults.empty(); }))
    return clean;
  if (const auto* kind = first([](const sandbox::Scenario& each) { return each.must_succeed; }))
    return kind;
  return scenarios.empty() ? nullptr : &scenarios.front();
}

}  // namespace

std::vector<Assignment> assignments(const DrillPlan& plan) {
  std::vector<Assignment> all;
  for (const sandbox::Scenario& scenario : plan.scenarios)
    for (int repetition = 1; repetition <= plan.repeat; ++repetition)
      all.push_back({scenario, repetition, false});
  const sandbox::Scenario* victim = to_kill_in(plan.scenarios);
  if (plan.kill_after_send && victim) all.push_back({*victim, 1, true});
  return all;
}

std::optional<ScenarioFacts> run_scenario(const DrillPlan& plan, const Assignment& assignment,
                                          std::span<const int> stops) {
  if (readable(stops)) return std::nullopt;
  return ScenarioRun(plan, assignment, stops).run();
}

}  // namespace checkoutdiag::charge
