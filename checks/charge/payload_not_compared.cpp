#include <fmt/core.h>

#include <algorithm>

#include "checks/charge/evidence.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field, section 2.7: error handling (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
};

bool speaks_of_key(const std::string& code) {
  const std::string plain = text::lower(code);
  for (std::string_view word : {"idempot", "key", "reuse", "duplicate", "conflict"})
    if (plain.find(word) != std::string::npos) return true;
  return false;
}

// A refusal that is about the key, and not about the other amount.
bool is_refused_for_key(const Profile& profile, const Attempt& answer) {
  if (proofs::is_duplicate(profile, answer)) return true;
  if (!proofs::is_refused(profile, answer)) return false;
  const Documented& documented = profile.mismatch;
  if (!documented.code.empty() && answer.code == documented.code) return true;
  const bool usual = answer.status == 400 || answer.status == 409 || answer.status == 422;
  const bool listed = std::find(documented.statuses.begin(), documented.statuses.end(),
                                answer.status) != documented.statuses.end();
  if (!usual && !listed) return false;
  if (speaks_of_key(answer.code)) return true;
  // Without a code the status is all there is.
  return answer.code.empty() && documented.code.empty() && (listed || answer.status == 409);
}

std::string_view skip(const ReplayCase& seen) {
  return proofs::not_asked(seen.seen, Proof::mismatch);
}

void tell_new(const ReplayFacts& seen, const ProofFacts& proof, const std::string& evidence,
              Outcome& outcome) {
  proofs::describe_proof(
      outcome.fail("a key that was used up was charged again with another amount: {}", evidence),
      seen, proof)
      .fixed_by(fmt::format(
          "make a key of its own for each charge, from the order and the attempt, and never use it "
          "for another amount: a key that two orders share by accident is no protection here\n"
          "reconcile: list the charges of orders whose amount was changed between two tries\n"
          "tell {}: the same key with another payload is to be refused with 400, 409 or 422",
          proofs::title_of(seen.profile)));
}

void tell_old(const ReplayFacts& seen, const ProofFacts& proof, const Attempt& answer,
              Outcome& outcome) {
  const bool documented = seen.profile.policy == Policy::payload_blind;
  const std::string addition =
      documented ? fmt::format(", as {} documents", proofs::title_of(seen.profile)) : std::string();
  Finding& finding = outcome.fail(
      "another amount with a key that was used up got {} and the old charge, {}{}: it looks "
      "accepted, and was not charged",
      answer.status, answer.id, addition);
  finding.at_level(documented ? Level::note : Level::warning);
  proofs::describe_proof(finding, seen, proof)
      .fixed_by(
          "make a new key for a changed payload only when the earlier try is known to have failed "
          "or "
          "to be cancelled; while its outcome is open, send the old payload with the old key "
          "again, "
          "or look the charge up\n"
          "compare the amount and the reference of every answer with those that were asked for "
          "before the order is called paid");
}

// The objects that this key had made before.
std::vector<std::string> old_ids(const ReplayFacts& seen) {
  return proofs::ids_of(proofs::named(seen.profile, proofs::attempts_of(seen, Proof::sequential)));
}

void judge_answer(const ReplayFacts& seen, const ProofFacts& proof, const Attempt& answer,
                  Outcome& outcome) {
  const std::vector<std::string> old = old_ids(seen);
  if (proofs::is_success(seen.profile, answer)) {
    if (answer.id.empty() || old.empty())
      return outcome.undecided(
          "another amount got {}, and nothing tells the old object from a new one: give "
          "--object-id, or {}",
          answer.status, proofs::how_to_count(proof.count));
    if (std::find(old.begin(), old.end(), answer.id) == old.end())
      return tell_new(seen, proof, fmt::format("{} instead of {}", answer.id, old.front()),
                      outcome);
    return tell_old(seen, proof, answer, outcome);
  }
  if (is_refused_for_key(seen.profile, answer)) return;
  outcome.undecided(
      "another amount got {}, which does not say that the key was used before: check what the "
      "gateway has against that payload, or give another one with --other-payload",
      proofs::answer_text(seen.profile, answer));
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const ProofFacts* proof = proofs::find(seen.seen, Proof::mismatch);
  const auto objects = proof ? proofs::made(*proof) : std::nullopt;
  if (proof && !seen.seen.dry && objects && *objects > 0)
    return tell_new(seen.seen, *proof,
                    fmt::format("the verify URL counts {} more than before", *objects), outcome);
  if (proofs::told_why_not(seen.seen, Proof::mismatch, outcome)) return;
  const proofs::Attempts answers = proofs::attempts_of(seen.seen, Proof::mismatch, true);
  if (answers.empty())
    return outcome.undecided("no request with another payload was sent: try again");
  judge_answer(seen.seen, *proof, *answers.back(), outcome);
}

}  // namespace

constinit const Check<ReplayCase> payload_not_compared{
    .rule = {.id = "charge/payload-not-compared",
             .level = Level::error,
             .title = "a key that was used up is accepted with another payload",
             .why = "A key that is used for two different charges is a fault of the client, and a "
                    "gateway that compares payloads finds it: 400, 409 or 422. One that answers "
                    "with the old charge lets the client believe that the new amount was paid; one "
                    "that charges again does not tie the key to a charge at all.",
             .fix = "make a new key for a changed payload once the earlier try is known to have "
                    "failed, and not before; compare the amount and the reference of every answer "
                    "with those that were asked for",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
