#include "lib/charge/drill.hpp"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "lib/charge/drill/invocation.hpp"
#include "lib/charge/drill/scenario_run.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::size_t kMostJobs = 64;

// Scenarios handed out to threads in the plan's order; what comes back is kept in it.
class Team {
 public:
  Team(const DrillPlan& plan, int interrupt, const std::function<void(const ScenarioFacts&)>& told)
      : plan_(plan),
        told_(told),
        work_(assignments(plan)),
        done_(work_.size()),
        failed_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        stops_{interrupt, failed_.get()} {
    if (failed_.get() < 0) throw Failure(Failure::Kind::internal, "there is no event descriptor");
  }

  DrillFacts run() {
    const std::size_t jobs =
        std::min({static_cast<std::size_t>(std::max(plan_.jobs, 1)), work_.size(), kMostJobs});
    {
      std::vector<std::jthread> threads;
      for (std::size_t each = 0; each < jobs; ++each)
        threads.emplace_back([this] { work(); });
    }
    if (failure_) std::rethrow_exception(failure_);
    DrillFacts facts;
    facts.profile = plan_.profile;
    facts.command = shown_command(plan_.command);
    facts.interrupted = stopped_;
    facts.planned = work_.size();
    for (std::optional<ScenarioFacts>& each : done_)
      if (each) facts.scenarios.push_back(std::move(*each));
    return facts;
  }

 private:
  void work() {
    try {
      for (std::size_t at = next_++; at < work_.size() && !stopped_; at = next_++) {
        std::optional<ScenarioFacts> facts = run_scenario(plan_, work_[at], stops_);
        if (!facts) {
          stopped_ = true;
          return;
        }
        const std::lock_guard lock(mutex_);
        done_[at] = std::move(facts);
        if (told_) told_(*done_[at]);
      }
    } catch (...) {
      fail(std::current_exception());
    }
  }

  // The first is told; the others' clients are ended.
  void fail(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = why;
    stopped_ = true;
    ::eventfd_write(failed_.get(), 1);
  }

  const DrillPlan& plan_;
  const std::function<void(const ScenarioFacts&)>& told_;
  const std::vector<Assignment> work_;
  std::vector<std::optional<ScenarioFacts>> done_;
  process::Descriptor failed_;
  const std::array<int, 2> stops_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

// Who ignores SIGCHLD is never told how a child ended, and programs inherit that from those that
// start them.
void hear_of_children() {
  struct sigaction now {};
  if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN)
    ::signal(SIGCHLD, SIG_DFL);
}

}  // namespace

DrillFacts drill(const DrillPlan& plan, int interrupt,
                 const std::function<void(const ScenarioFacts&)>& told) {
  require_command(plan);
  hear_of_children();
  return Team(plan, interrupt, told).run();
}

}  // namespace checkoutdiag::charge
