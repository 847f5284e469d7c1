#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/charge/charge.hpp"

// What the requests of a proof say about how often its charge was executed: the hierarchy of
// evidence, in one place. Never from a status alone.
namespace checkoutdiag::charge::proofs {

using Attempts = std::vector<const Attempt*>;

/// Null: the run was not asked for it.
const ProofFacts* find(const ReplayFacts& seen, Proof proof);

/// The proof's requests in the order of sending, those with the other payload or the others.
Attempts attempts_of(const ReplayFacts& seen, Proof proof, bool other_payload = false);

/// An answer that is a success, and so speaks of an object.
bool is_success(const Profile& profile, const Attempt& attempt);

/// A conflict that names the object which is there, where that is what a repetition gets.
bool is_duplicate(const Profile& profile, const Attempt& attempt);

/// An answer that says it is a repetition: by the profile's marker, or by being a duplicate.
bool is_marked(const Profile& profile, const Attempt& attempt);

/// An answer of 4xx that is no duplicate: nothing was executed for it.
bool is_refused(const Profile& profile, const Attempt& attempt);

/// It may have been executed, and its answer does not say so.
bool in_doubt(const Profile& profile, const Attempt& attempt);

/// Successes and duplicates.
Attempts named(const Profile& profile, const Attempts& attempts);

/// The ids of these, each once, in the order of their appearance.
std::vector<std::string> ids_of(const Attempts& attempts);

/// How many objects came into being during the proof; nothing: they were not or cannot be counted.
std::optional<std::int64_t> made(const ProofFacts& proof);

/// One object, or more than one: proven; probably more; or nothing proves either.
enum class Ruling { once, twice, probably, unknown };

struct Judgement {
  Ruling ruling = Ruling::unknown;
  std::string because;  // a clause: the evidence; of unknown: what is missing, and what to do
};

/// How often the charge of this proof was executed. The proof was done.
Judgement judge_proof(const ReplayFacts& seen, const ProofFacts& proof);

/// Makes a finding that is likely and not proven a warning, and says so: what is probably charged
/// twice must not look safer than what is not known.
void only_likely(Finding& finding, const ProofFacts& proof, Outcome& outcome);

/// The judgement of a proof, unless it is unknown or the proof could not be done: the outcome says
/// so then.
std::optional<Judgement> judged(const ReplayFacts& seen, Proof proof, Outcome& outcome);

/// Why a rule on this proof does not apply: it was not asked for. Empty: it does.
std::string_view not_asked(const ReplayFacts& seen, Proof proof);

/// Says in the outcome why a proof that was asked for could not be done: true when it was not.
bool told_why_not(const ReplayFacts& seen, Proof proof, Outcome& outcome);

/// Why there is nothing to look at. Empty: there is.
std::string_view nothing_sent(const ReplayCase& seen);

// Words.

/// The gateway, as people call it.
std::string title_of(const Profile& profile);

/// "409, idempotency_key_in_use", "201, ch_1, marked", "sent, no status".
std::string answer_text(const Profile& profile, const Attempt& attempt);

/// What these got, alike ones together: "409 (9 times)".
std::vector<std::string> answers_of(const Profile& profile, const Attempts& attempts);

/// What a finding on a proof is drawn from: its key, ids, answers and counts.
Finding& describe_proof(Finding& finding, const ReplayFacts& seen, const ProofFacts& proof);

/// What to do about a double charge; `retries` says what becomes of our own retries until then, a
/// line of prose.
std::string double_charge_fix(const Profile& profile, std::string_view retries);

/// How to tell one object from two when the answers do not: give, or mend, the verify URL.
std::string how_to_count(const Count& count);

}  // namespace checkoutdiag::charge::proofs
