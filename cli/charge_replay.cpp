#include <fmt/core.h>

#include <chrono>
#include <memory>
#include <random>

#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/charge_facts.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/charge/journal.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Random numbers in [0, 1), of which nothing depends but how long a wait is.
std::function<double()> dice() {
  auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); };
}

charge::ReplayFacts dry_run(const charge::ReplayPlan& plan) {
  charge::ReplayFacts facts;
  facts.profile = plan.profile;
  facts.base_key = plan.key;
  facts.dry = true;
  facts.attempts = charge::planned(plan);
  for (const charge::Proof proof : plan.proofs) {
    charge::ProofFacts each;
    each.proof = proof;
    each.key = charge::key_of(plan, proof);
    each.skipped = "dry run: nothing was sent; --send sends it";
    facts.proofs.push_back(std::move(each));
  }
  return facts;
}

charge::ReplayFacts run(const ReplayOrder& order, const ChargeOptions& options,
                        const CommonOptions& common) {
  std::unique_ptr<charge::Journal> journal;
  if (!options.journal.empty())
    journal =
        std::make_unique<charge::Journal>(options.journal, order.plan, options.resume, now_ms());
  const Deadline deadline(common.deadline);
  Progress progress(common.progress && !common.quiet);
  charge::ReplayFacts facts =
      charge::replay(order.plan, journal.get(), deadline.descriptor(), dice(),
                     [&](const std::string& step) { progress.show(step); });
  progress.clear();
  if (journal && options.resume) facts.resumed_from = options.journal;
  return facts;
}

}  // namespace

int run_charge_replay(const ChargeOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const ReplayOrder order = read_replay(options);
  const auto begun = Clock::now();
  Report report;
  report.command = "charge replay";
  report.arguments = charge_arguments(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

  charge::ReplayCase seen{order.dry ? dry_run(order.plan) : run(order, options, common)};
  seen.seen.url = shown_url(order.plan.url);
  Subject subject;
  subject.name = seen.seen.url;
  subject.details = facts::replay_details(seen.seen);
  subject.footer = facts::replay_footer(seen.seen);
  judge(charge::replays(), seen, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = facts::to_json(seen.seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
