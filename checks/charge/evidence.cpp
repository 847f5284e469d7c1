#include "checks/charge/evidence.hpp"

#include <algorithm>

namespace checkoutdiag::charge::proofs {
namespace {

bool contains(const std::vector<int>& statuses, int status) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool is_answered(const Attempt& attempt) {
  return attempt.known && attempt.fate == http::Fate::answered;
}

}  // namespace

const ProofFacts* find(const ReplayFacts& seen, Proof proof) {
  for (const ProofFacts& each : seen.proofs)
    if (each.proof == proof) return &each;
  return nullptr;
}

Attempts attempts_of(const ReplayFacts& seen, Proof proof, bool other_payload) {
  Attempts found;
  for (const Attempt& each : seen.attempts)
    if (each.proof == proof && each.other_payload == other_payload) found.push_back(&each);
  return found;
}

bool is_success(const Profile& profile, const Attempt& attempt) {
  if (!is_answered(attempt)) return false;
  return (attempt.status >= 200 && attempt.status < 300) ||
         contains(profile.success, attempt.status);
}

bool is_duplicate(const Profile& profile, const Attempt& attempt) {
  if (profile.policy != Policy::conflict || !is_answered(attempt)) return false;
  const std::vector<int>& statuses = profile.duplicate.statuses;
  const bool conflicts =
      statuses.empty() ? attempt.status == 409 : contains(statuses, attempt.status);
  return conflicts && !is_success(profile, attempt) &&
         (!attempt.id.empty() ||
          (!profile.duplicate.code.empty() && attempt.code == profile.duplicate.code));
}

bool is_marked(const Profile& profile, const Attempt& attempt) {
  return is_duplicate(profile, attempt) || (profile.marker.exists() && attempt.marker);
}

bool is_refused(const Profile& profile, const Attempt& attempt) {
  return is_answered(attempt) && attempt.status >= 400 && attempt.status < 500 &&
         !is_success(profile, attempt) && !is_duplicate(profile, attempt);
}

bool in_doubt(const Profile& profile, const Attempt& attempt) {
  if (!attempt.known) return true;
  if (attempt.fate == http::Fate::not_sent) return false;
  // As far as it came, a refusal is one.
  if (attempt.fate == http::Fate::truncated) return attempt.status < 400 || attempt.status >= 500;
  if (attempt.fate == http::Fate::no_status) return true;
  return !is_success(profile, attempt) && !is_duplicate(profile, attempt) &&
         !is_refused(profile, attempt) && !is_marked(profile, attempt);
}

Attempts named(const Profile& profile, const Attempts& attempts) {
  Attempts found;
  for (const Attempt* each : attempts)
    if (is_success(profile, *each) || is_duplicate(profile, *each)) found.push_back(each);
  return found;
}

std::vector<std::string> ids_of(const Attempts& attempts) {
  std::vector<std::string> ids;
  for (const Attempt* each : attempts)
    if (!each->id.empty() && std::find(ids.begin(), ids.end(), each->id) == ids.end())
      ids.push_back(each->id);
  return ids;
}

std::optional<std::int64_t> made(const ProofFacts& proof) {
  const Count& count = proof.count;
  if (!count.asked || !count.before || !count.after) return {};
  return *count.after - *count.before;
}

std::string_view not_asked(const ReplayFacts& seen, Proof proof) {
  const ProofFacts* found = find(seen, proof);
  if (!found) return "it was not among the proofs to be made";
  if (seen.dry || seen.interrupted || found->skipped.empty()) return {};
  if (seen.profile.place == KeyPlace::none) return found->skipped;
  if (std::any_of(seen.attempts.begin(), seen.attempts.end(),
                  [&](const Attempt& each) { return each.proof == proof; }))
    return {};
  // What nothing was made for, though it was asked for, is not decided.
  if (proof == Proof::mismatch) return {};
  // A gateway that took a charge stands in no proof's way: what was missing is in the order that
  // the run was given, such as a way to provoke an error.
  const bool took_one =
      std::any_of(seen.attempts.begin(), seen.attempts.end(), [&](const Attempt& each) {
        return is_success(seen.profile, each) || is_duplicate(seen.profile, each);
      });
  return took_one || seen.attempts.empty() ? std::string_view(found->skipped) : std::string_view();
}

std::string_view nothing_sent(const ReplayCase& seen) {
  return seen.seen.dry || seen.seen.attempts.empty() ? "nothing was sent" : "";
}

bool told_why_not(const ReplayFacts& seen, Proof proof, Outcome& outcome) {
  if (seen.dry) {
    outcome.undecided("dry run: nothing was sent; give --send to send it");
    return true;
  }
  const ProofFacts* found = find(seen, proof);
  if (found && found->skipped.empty()) return false;
  const std::string why = found ? found->skipped : "it was not among the proofs to be made";
  if (seen.interrupted)
    outcome.undecided("{}: let the run come to its end", why);
  else
    outcome.undecided("{}: see what its requests got, and try again when that is mended", why);
  return true;
}

}  // namespace checkoutdiag::charge::proofs
