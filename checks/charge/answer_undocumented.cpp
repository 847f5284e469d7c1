#include <fmt/core.h>

#include <algorithm>

#include "checks/charge/evidence.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field, section 2.7: error handling (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
};

bool contains(const std::vector<int>& statuses, int status) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// Answers of one kind, and where they are not what is documented.
struct Kind {
  std::string_view what;
  const Documented& documented;
  proofs::Attempts answers;
};

Kind in_flight(const ReplayFacts& seen) {
  Kind kind{"a request whose like was still being executed", seen.profile.in_flight, {}};
  const proofs::Attempts all = proofs::attempts_of(seen, Proof::concurrent);
  if (proofs::named(seen.profile, all).empty()) return kind;  // the charge itself was refused
  for (const Attempt* each : all)
    if (each->round == 0 && proofs::is_refused(seen.profile, *each)) kind.answers.push_back(each);
  return kind;
}

Kind mismatch(const ReplayFacts& seen) {
  Kind kind{"the key with another amount", seen.profile.mismatch, {}};
  for (const Attempt* each : proofs::attempts_of(seen, Proof::mismatch, true))
    if (proofs::is_refused(seen.profile, *each) || proofs::is_duplicate(seen.profile, *each))
      kind.answers.push_back(each);
  return kind;
}

// Only where a repetition is refused: elsewhere it gets what the first request got.
Kind duplicate(const ReplayFacts& seen) {
  Kind kind{"a repetition", seen.profile.duplicate, {}};
  if (seen.profile.policy != Policy::conflict) return kind;
  const proofs::Attempts named =
      proofs::named(seen.profile, proofs::attempts_of(seen, Proof::sequential));
  if (!named.empty()) kind.answers.assign(named.begin() + 1, named.end());
  return kind;
}

void judge_kind(const ReplayFacts& seen, const Kind& kind, Outcome& outcome) {
  if (kind.documented.statuses.empty()) return;
  const auto other = std::find_if(
      kind.answers.begin(), kind.answers.end(),
      [&](const Attempt* each) { return !contains(kind.documented.statuses, each->status); });
  if (other == kind.answers.end()) return;
  std::vector<std::string> documented;
  for (const int status : kind.documented.statuses)
    documented.push_back(std::to_string(status));
  outcome
      .fail("{} got {}, and {} documents {}", kind.what, proofs::answer_text(seen.profile, **other),
            proofs::title_of(seen.profile), listed(documented))
      .with("proof", name((*other)->proof))
      .with("status", (*other)->status)
      .with("documented", documented)
      .with("answers", proofs::answers_of(seen.profile, kind.answers))
      .fixed_by(
          "let the client take this status for the documented ones too, and read the error's code "
          "where there is one");
}

std::string_view skip(const ReplayCase& seen) {
  const Profile& profile = seen.seen.profile;
  if (profile.in_flight.statuses.empty() && profile.mismatch.statuses.empty() &&
      profile.duplicate.statuses.empty())
    return "the gateway documents no status of these answers";
  return proofs::nothing_sent(seen);
}

void run(const ReplayCase& seen, Outcome& outcome) {
  for (const Kind& kind : {in_flight(seen.seen), mismatch(seen.seen), duplicate(seen.seen)})
    judge_kind(seen.seen, kind, outcome);
}

}  // namespace

constinit const Check<ReplayCase> answer_undocumented{
    .rule = {.id = "charge/answer-undocumented",
             .level = Level::note,
             .title = "an answer about the key has another status than the gateway documents",
             .why = "A client decides by the status whether to wait, to send again or to stop. "
                    "One that was written by the documentation takes an answer that is not in it "
                    "for a declined charge, and reports an order as failed that is being paid.",
             .fix = "let the client take this status for the documented ones too, and read the "
                    "error's code where there is one",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
