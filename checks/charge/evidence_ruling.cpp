#include <fmt/core.h>

#include <algorithm>

#include "checks/charge/evidence.hpp"
#include "checks/words.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge::proofs {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), text::is_digit);
}

// Times of one gateway have one form: seconds or milliseconds since 1970, or ISO 8601.
bool is_newer(const std::string& later, const std::string& first) {
  if (first.empty() || later.empty()) return false;
  if (is_number(later) && is_number(first) && later.size() != first.size())
    return later.size() > first.size();
  return later > first;
}

/// What the requests of a proof amount to.
struct Tally {
  explicit Tally(const Profile& profile, const Attempts& attempts)
      : successes(named(profile, attempts)), ids(ids_of(successes)) {
    for (const Attempt* each : successes) {
      if (!is_marked(profile, *each)) ++unmarked;
      // A conflict that names nothing says that this very key was used.
      if (each->id.empty() && !is_duplicate(profile, *each)) unnamed = true;
      if (is_newer(each->created, successes.front()->created)) newer = each;
    }
    for (const Attempt* each : attempts) {
      if (!in_doubt(profile, *each)) continue;
      ++doubts;
      // Those of a barrier have no order among them.
      const bool at_barrier = each->proof == Proof::concurrent && each->round == 0;
      if (successes.empty() || at_barrier || each < successes.front()) doubt_first = true;
      if (!successes.empty() && each > successes.back()) doubt_last = true;
    }
  }

  Attempts successes;
  std::vector<std::string> ids;
  std::size_t unmarked = 0, doubts = 0;
  bool unnamed = false;            // a success names no object
  bool doubt_first = false;        // before the first success, a request may have been executed
  bool doubt_last = false;         // after the last success too
  const Attempt* newer = nullptr;  // a success whose object was created after that of the first
};

std::string no_repetition(const ReplayFacts& seen, const ProofFacts& proof,
                          const Attempts& attempts) {
  if (proof.ended == Next::in_flight && !attempts.empty())
    return fmt::format(
        "the gateway says that the first request is still being executed ({}), so its outcome is "
        "not determined: give --retry-on {} to wait for it",
        attempts.back()->status, attempts.back()->status);
  return fmt::format("the last answer was {}, which proves nothing: check why, and {}",
                     attempts.empty() ? "none" : answer_text(seen.profile, *attempts.back()),
                     how_to_count(proof.count));
}

Judgement unknown(std::string because) {
  return {Ruling::unknown, std::move(because)};
}

// With one object counted: was the proof put to the gateway at all?
Judgement of_one(const ProofFacts& proof, const Tally& tally, std::string why_not) {
  if (proof.proof != Proof::concurrent && tally.successes.size() + tally.doubts < 2)
    return unknown(std::move(why_not));
  return {Ruling::once, "the verify URL counts one object"};
}

// A request was lost before the first success: only a marked answer tells whose object it names.
Judgement of_doubt(const ReplayFacts& seen, const ProofFacts& proof, const Tally& tally) {
  if (tally.unmarked == 0) return {Ruling::once, "the marked answer names the lost one's object"};
  const std::string_view lost = "the lost request may have been executed, or the retry, or both";
  if (seen.profile.marker.exists() || seen.profile.policy == Policy::conflict)
    return unknown(fmt::format("no answer marks the first retry as a repetition, so {}: {}", lost,
                               how_to_count(proof.count)));
  return unknown(fmt::format("{} marks no repetitions, so {}: {}", title_of(seen.profile), lost,
                             how_to_count(proof.count)));
}

Judgement of_answers(const ReplayFacts& seen, const ProofFacts& proof, const Tally& tally,
                     const Attempts& attempts) {
  const bool marks = seen.profile.marker.exists() || seen.profile.policy == Policy::conflict;
  const bool all_marked = marks && tally.unmarked <= 1 && !tally.unnamed;
  if (tally.newer && !all_marked)
    return {Ruling::probably,
            fmt::format("the object of a later answer was created at {}, that of the first at {}",
                        tally.newer->created, tally.successes.front()->created)};
  const bool marked_retry =
      marks && tally.doubt_first && tally.unmarked == 0 && !tally.successes.empty();
  if (tally.doubt_last || (tally.successes.size() < 2 && !(marked_retry && !tally.unnamed)))
    return unknown(no_repetition(seen, proof, attempts));
  if (tally.unnamed)
    return unknown(fmt::format(
        "an answer names no object, so it may be another one's: give --object-id, or {}",
        how_to_count(proof.count)));
  if (tally.doubt_first) return of_doubt(seen, proof, tally);
  if (marks && tally.unmarked > 1)
    return unknown(fmt::format(
        "a repetition was answered as a new charge is, without the mark that {} documents, so the "
        "same id is no proof: {}",
        title_of(seen.profile), how_to_count(proof.count)));
  return {Ruling::once, marks ? "the same object, marked as a repetition" : "the same object"};
}

}  // namespace

Judgement judge_proof(const ReplayFacts& seen, const ProofFacts& proof) {
  const Attempts attempts = attempts_of(seen, proof.proof);
  const Tally tally(seen.profile, attempts);
  const std::int64_t objects = made(proof).value_or(0);
  // A list of what has that id has one, whatever else was charged.
  const bool one = objects == 1 && !proof.count.by_id;
  if (tally.ids.size() > 1)
    return {Ruling::twice,
            fmt::format("the answers name {} objects, {}{}", tally.ids.size(), listed(tally.ids),
                        one ? ", though the verify URL counts one more" : "")};
  if (objects > 1)
    return {Ruling::twice, fmt::format("the verify URL counts {} objects more than before "
                                       "({}, then {})",
                                       objects, *proof.count.before, *proof.count.after)};
  Judgement judgement = one ? of_one(proof, tally, no_repetition(seen, proof, attempts))
                            : of_answers(seen, proof, tally, attempts);
  const bool at_once = proof.proof == Proof::concurrent && judgement.ruling == Ruling::once;
  if (at_once && proof.released == 0 && !seen.resumed_from.empty())
    return unknown(
        "the run was interrupted while the requests were let go, and they are not sent together "
        "twice: run it again with a new key, without the journal");
  if (at_once && proof.released < 2)
    return unknown(fmt::format(
        "{} requests stood ready together, so it was not tried: check that the gateway takes that "
        "many connections, and try again with a new key",
        proof.released));
  return judgement;
}

void only_likely(Finding& finding, const ProofFacts& proof, Outcome& outcome) {
  finding.at_level(Level::warning);
  outcome.undecided("that it was charged again is likely, and not proven: {}",
                    how_to_count(proof.count));
}

std::optional<Judgement> judged(const ReplayFacts& seen, Proof proof, Outcome& outcome) {
  const ProofFacts* found = find(seen, proof);
  if (!found || seen.dry) {
    told_why_not(seen, proof, outcome);
    return {};
  }
  // What was sent before a proof came to nothing may prove something all the same.
  const Judgement judgement = judge_proof(seen, *found);
  if (judgement.ruling == Ruling::twice || judgement.ruling == Ruling::probably) return judgement;
  if (told_why_not(seen, proof, outcome)) return {};
  if (judgement.ruling == Ruling::once) return judgement;
  outcome.undecided("{}", judgement.because);
  return {};
}

}  // namespace checkoutdiag::charge::proofs
