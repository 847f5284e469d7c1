#include <fmt/core.h>

#include <algorithm>

#include "checks/charge/evidence.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge::proofs {
namespace {

constexpr std::size_t kMostAnswers = 20;

}  // namespace

std::string title_of(const Profile& profile) {
  if (!profile.title.empty()) return text::printable(profile.title, 100);
  return profile.name.empty() ? "the gateway" : text::printable(profile.name, 100);
}

std::string answer_text(const Profile& profile, const Attempt& attempt) {
  if (!attempt.known) return "not known, as the run ended before it came";
  if (attempt.cut) return "lost on purpose";
  std::string text =
      attempt.status == 0 ? std::string(http::name(attempt.fate)) : std::to_string(attempt.status);
  if (attempt.status != 0 && attempt.fate != http::Fate::answered)
    text += fmt::format(", {}", http::name(attempt.fate));
  if (!attempt.id.empty()) text += ", " + attempt.id;
  if (!attempt.code.empty()) text += ", " + attempt.code;
  if (is_marked(profile, attempt)) text += ", marked";
  if (attempt.status == 0 && !attempt.error.empty()) text += ", " + attempt.error;
  return text;
}

std::vector<std::string> answers_of(const Profile& profile, const Attempts& attempts) {
  std::vector<std::pair<std::string, int>> groups;
  for (const Attempt* each : attempts) {
    const std::string text = answer_text(profile, *each);
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const auto& group) { return group.first == text; });
    if (same == groups.end())
      groups.emplace_back(text, 1);
    else
      ++same->second;
  }
  std::vector<std::string> answers;
  for (const auto& [text, times] : groups) {
    if (answers.size() == kMostAnswers) {
      answers.push_back(fmt::format("{} more kinds", groups.size() - kMostAnswers));
      break;
    }
    answers.push_back(times == 1 ? text : fmt::format("{} ({} times)", text, times));
  }
  return answers;
}

Finding& describe_proof(Finding& finding, const ReplayFacts& seen, const ProofFacts& proof) {
  Attempts attempts = attempts_of(seen, proof.proof);
  const Attempts others = attempts_of(seen, proof.proof, true);
  attempts.insert(attempts.end(), others.begin(), others.end());
  finding.with("proof", name(proof.proof)).with("key", shown_key(proof.key));
  if (std::vector<std::string> ids = ids_of(named(seen.profile, attempts)); !ids.empty()) {
    if (ids.size() > kMostAnswers) ids.resize(kMostAnswers);
    finding.with("ids", std::move(ids));
  }
  finding.with("answers", answers_of(seen.profile, attempts));
  if (proof.count.before) finding.with("count_before", *proof.count.before);
  if (proof.count.after) finding.with("count_after", *proof.count.after);
  if (proof.proof == Proof::concurrent)
    finding.with("released", static_cast<std::int64_t>(proof.released))
        .with("spread_us", static_cast<std::int64_t>(proof.spread.count()));
  return finding;
}

std::string double_charge_fix(const Profile& profile, std::string_view retries) {
  return fmt::format(
      "{}\n"
      "reconcile: list the charges of every order that was ever sent again, and refund all but "
      "one\n"
      "tell {}: one key, these answers, and when they came\n"
      "where the ids are those of answers and not of charges, --object-id says which member names "
      "the charge",
      retries, title_of(profile));
}

std::string how_to_count(const Count& count) {
  if (!count.asked) return "give --verify-url, which counts what was charged";
  if (!count.problem.empty())
    return fmt::format("check the verify URL, which could not count ({})", count.problem);
  if (count.by_id)
    return "give a verify URL that lists by the key or the order's reference: one with {id} finds "
           "that object alone";
  return "check the verify URL, which does not count this charge";
}

}  // namespace checkoutdiag::charge::proofs
