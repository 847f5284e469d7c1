#include "lib/charge/replay.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/charge/journal.hpp"
#include "lib/charge/replay/attempt.hpp"
#include "lib/charge/replay/count.hpp"
#include "lib/charge/replay/plan.hpp"
#include "lib/charge/replay/proofs.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr const char* kInterrupted = "the run was interrupted";

Prove prover(Proof proof) {
  switch (proof) {
    case Proof::sequential:
      return prove_sequential;
    case Proof::mismatch:
      return prove_mismatch;
    case Proof::concurrent:
      return prove_concurrent;
    case Proof::lost:
      return prove_lost;
    case Proof::dropped:
      return prove_dropped;
    case Proof::after_error:
      break;
  }
  return prove_after_error;
}

Next next_of(End end) {
  switch (end) {
    case End::answered:
      return Next::done;
    case End::in_flight:
      return Next::in_flight;
    case End::stored:
      return Next::stored;
    case End::given_up:
    case End::unreachable:
    case End::expired:
    case End::interrupted:
      break;
  }
  return Next::given_up;
}

/// One run, proof by proof.
class Run {
 public:
  Run(const Means& means) : means_(means), plan_(means.plan) {
    facts.profile = plan_.profile;
    facts.url = safe_url(plan_.url);
    facts.base_key = plan_.key;
    if (means.journal) facts.resumed_from = means.journal->resumed_from();
  }

  void prove(Proof proof) {
    if (take_finished(proof)) return;
    Stage stage(means_, proof, facts.attempts);
    ProofFacts seen;
    seen.proof = proof;
    seen.key = stage.key();
    seen.skipped = blocked_.empty() ? obstacle(plan_, proof, facts.attempts) : blocked_;
    if (seen.skipped.empty()) run(stage, seen);
    facts.attempts.insert(facts.attempts.end(), stage.attempts().begin(), stage.attempts().end());
    if (blocked_.empty()) blocked_ = blocked_by(plan_.profile, seen, facts.attempts);
    facts.proofs.push_back(std::move(seen));
  }

  ReplayFacts facts;

 private:
  bool take_finished(Proof proof);
  void run(Stage& stage, ProofFacts& seen);
  void conclude(const Stage& stage, End end, ProofFacts& seen);
  bool count_before(Proof proof, ProofFacts& seen);
  bool count_after(const Stage& stage, ProofFacts& seen);
  void interrupt() {
    facts.interrupted = true;
    blocked_ = kInterrupted;
  }

  const Means& means_;
  const ReplayPlan& plan_;
  std::string blocked_;  // why no further proof is done
};

bool Run::take_finished(Proof proof) {
  if (!means_.journal) return false;
  for (const ProofFacts& each : means_.journal->finished()) {
    if (each.proof != proof) continue;
    for (const Attempt& attempt : means_.journal->attempts())
      if (attempt.proof == proof) facts.attempts.push_back(attempt);
    facts.proofs.push_back(each);
    if (blocked_.empty()) blocked_ = blocked_by(plan_.profile, each, facts.attempts);
    return true;
  }
  return false;
}

// mismatch makes no object that an {id} could name.
bool Run::count_before(Proof proof, ProofFacts& seen) {
  const bool by_id = plan_.verify.url.find("{id}") != std::string::npos;
  seen.count.asked = !plan_.verify.url.empty() && !(by_id && proof == Proof::mismatch);
  if (!seen.count.asked) return true;
  if (by_id) {
    seen.count.before = 0;
    return true;
  }
  if (const Count* earlier = means_.journal ? means_.journal->counted(proof) : nullptr) {
    seen.count = *earlier;
    return true;
  }
  means_.told(fmt::format("{}: counting", name(proof)));
  const Counted counted = ask_count(plan_, seen.key, "", means_.interrupt, means_.random);
  if (counted.interrupted) return false;
  seen.count.before = counted.count;
  seen.count.problem = counted.problem;
  if (means_.journal) means_.journal->counting(proof, seen.count);
  return true;
}

bool Run::count_after(const Stage& stage, ProofFacts& seen) {
  if (!seen.count.asked) return true;
  std::string id;
  for (const Attempt& each : stage.attempts())
    if (id.empty()) id = each.id;
  if (id.empty() && plan_.verify.url.find("{id}") != std::string::npos) {
    seen.count.problem = "no answer names the object to look for";
    return true;
  }
  means_.told(fmt::format("{}: counting", name(stage.proof())));
  const Counted counted = ask_count(plan_, seen.key, id, means_.interrupt, means_.random);
  seen.count.after = counted.count;
  seen.count.ids = counted.ids;
  if (seen.count.problem.empty()) seen.count.problem = counted.problem;
  return !counted.interrupted;
}

void Run::run(Stage& stage, ProofFacts& seen) {
  if (!count_before(stage.proof(), seen)) {
    seen.skipped = kInterrupted;
    return interrupt();
  }
  const End end = prover(stage.proof())(stage, seen.skipped);
  seen.ended = next_of(end);
  seen.released = stage.released;
  seen.spread = stage.spread;
  conclude(stage, end, seen);
}

// A proof that another run could go on with is not finished.
void Run::conclude(const Stage& stage, End end, ProofFacts& seen) {
  if (end == End::interrupted) {
    if (stage.attempts().empty()) seen.skipped = kInterrupted;
    if (seen.count.problem.empty() && seen.count.asked) seen.count.problem = kInterrupted;
    return interrupt();
  }
  if (end == End::unreachable) {
    seen.skipped = blocked_ =
        fmt::format("the gateway could not be reached: {}", stage.attempts().back().error);
    return;
  }
  if (!count_after(stage, seen)) return interrupt();
  if (end == End::expired)
    seen.skipped = "its first request was long ago: " + retention_clause(plan_.profile);
  else if (means_.journal)
    means_.journal->finish(seen);
}

// What cannot be sent is told before anything is.
void check(const ReplayPlan& plan) {
  if (plan.key.empty() && plan.profile.place != KeyPlace::none)
    throw Failure(Failure::Kind::usage, "the key is empty: every request would be a charge",
                  "leave out --key for a random one");
  call_of(plan, plan.key, false);
  const bool mismatch =
      std::find(plan.proofs.begin(), plan.proofs.end(), Proof::mismatch) != plan.proofs.end();
  if (mismatch && other_payload(plan)) call_of(plan, plan.key, true);
}

}  // namespace

ReplayFacts replay(const ReplayPlan& plan, Journal* journal, int interrupt,
                   const std::function<double()>& random,
                   const std::function<void(const std::string&)>& told) {
  check(plan);
  const Means means{plan, journal, interrupt, random, told};
  Run run(means);
  std::vector<Proof> done;
  for (const Proof proof : plan.proofs) {
    if (std::find(done.begin(), done.end(), proof) != done.end()) continue;
    done.push_back(proof);
    run.prove(proof);
  }
  const bool by_id = plan.verify.url.find("{id}") != std::string::npos;
  for (ProofFacts& each : run.facts.proofs)
    each.count.by_id = each.count.asked && by_id;
  return std::move(run.facts);
}

}  // namespace checkoutdiag::charge
