#include "checks/webhook/drill_faults.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace checkoutdiag::webhook {
namespace {

constexpr int kConflict = 409, kTooLarge = 413;

bool is_counted(const TrialFacts& trial) {
  return trial.effects.has_value();
}

// A receiver may end the connection of what is too large without reading it.
bool may_hang_up(Trial trial) {
  return trial == Trial::huge || trial == Trial::signature_long;
}

// No answer came, and we did not end the connection.
bool is_broken(const Sent& sent) {
  return sent.status == 0 && !sent.cut && !sent.timed_out && sent.fate != http::Fate::not_sent;
}

// Of what all trials have in common; none: nothing.
Fault fault_of_answer(const TrialFacts& trial, const Sent& sent) {
  if (sent.cut) return Fault::none;
  if (sent.timed_out && !may_hang_up(trial.trial)) return Fault::late;
  if (sent.timed_out) return Fault::undecided;
  if (is_broken(sent)) return may_hang_up(trial.trial) ? Fault::none : Fault::failed;
  if (sent.status == 0) return may_hang_up(trial.trial) ? Fault::none : Fault::undecided;
  if (sent.status >= 300 && sent.status < 400) return Fault::redirected;
  if (sent.failed()) return Fault::failed;
  return Fault::none;
}

// The order may be told apart by the answers, and an event that must wait be asked for again.
bool may_be_asked_again(const TrialFacts& trial, std::size_t i) {
  if (trial.trial == Trial::early) return i + 1 < trial.sent.size();
  const bool overlaps = trial.trial == Trial::together || trial.trial == Trial::dropped;
  return overlaps && trial.sent[i].status == kConflict;
}

std::int64_t most_effects(Trial trial) {
  return trial == Trial::out_of_order ? 2 : trial == Trial::replayed ? 0 : 1;
}

// Of a trial whose deliveries must be taken.
Fault fault_of_taken(const TrialFacts& trial) {
  bool any = false;
  for (std::size_t i = 0; i < trial.sent.size(); ++i) {
    const Sent& sent = trial.sent[i];
    any = any || sent.taken();
    if (sent.cut || sent.taken() || may_be_asked_again(trial, i)) continue;
    const Fault fault = fault_of_answer(trial, sent);
    return fault == Fault::none ? Fault::refused : fault;
  }
  if (!is_counted(trial)) return Fault::undecided;
  if (*trial.effects > most_effects(trial.trial)) return Fault::twice;
  // Fewer than before: somebody else counts with us.
  if (*trial.effects < 0) return Fault::undecided;
  if (*trial.effects < 1) return any ? Fault::lost : Fault::undecided;
  return Fault::none;
}

// It was read to its end before it was refused: more than kernels keep on the way.
bool is_read_whole(const TrialFacts& trial, const Sent& sent, const DrillFacts& drill) {
  return trial.trial == Trial::huge && sent.refused() && sent.status != kTooLarge &&
         sent.bytes >= drill.huge;
}

// Of one whose delivery must be refused.
Fault fault_of_refused(const TrialFacts& trial, const DrillFacts& drill) {
  for (const Sent& sent : trial.sent) {
    if (sent.taken() || is_read_whole(trial, sent, drill)) return Fault::accepted;
    const Fault fault = fault_of_answer(trial, sent);
    if (fault != Fault::none) return fault;
  }
  return trial.effects.value_or(0) > 0 ? Fault::accepted : Fault::none;
}

Fault fault_of_either(const TrialFacts& trial) {
  for (const Sent& sent : trial.sent) {
    const Fault fault = fault_of_answer(trial, sent);
    if (fault != Fault::none) return fault;
  }
  if (!is_counted(trial)) {
    const bool matters = trial.trial == Trial::other_body || trial.trial == Trial::replayed;
    return matters ? Fault::undecided : Fault::none;
  }
  if (*trial.effects > most_effects(trial.trial)) return Fault::twice;
  const bool is_new = trial.trial != Trial::replayed;
  return is_new && *trial.effects < 1 && trial.sent.front().taken() ? Fault::lost : Fault::none;
}

Fault fault_of_quiet(const TrialFacts& trial) {
  for (const Sent& sent : trial.sent) {
    if (sent.taken()) continue;
    const Fault fault = fault_of_answer(trial, sent);
    return fault == Fault::none ? Fault::refused : fault;
  }
  if (!is_counted(trial)) return Fault::undecided;
  return *trial.effects > 0 ? Fault::accepted : Fault::none;
}

bool has(const DrillFacts& drill, Trial trial, Fault fault) {
  const TrialFacts* found = find_trial(drill, trial);
  return found && fault_of(*found, drill) == fault;
}

// Every kind of forgery is taken: the signature is not looked at.
bool verifies_nothing(const DrillFacts& drill) {
  return has(drill, Trial::other_secret, Fault::accepted) &&
         has(drill, Trial::signature_missing, Fault::accepted);
}

bool is_redelivery(Trial trial) {
  return trial == Trial::together || trial == Trial::dropped || trial == Trial::lost_answer ||
         trial == Trial::replayed || trial == Trial::other_body;
}

bool is_explained(const TrialFacts& trial, Fault fault, const DrillFacts& drill) {
  const Trial which = trial.trial;
  if (fault == Fault::accepted && verifies_nothing(drill))
    return which == Trial::stale || which == Trial::future || which == Trial::respaced ||
           which == Trial::huge;
  // What loses every event loses early ones, too.
  if (fault == Fault::lost && which != Trial::valid) return has(drill, Trial::valid, Fault::lost);
  if (fault != Fault::twice) return false;
  if (is_redelivery(which) && has(drill, Trial::duplicate, Fault::twice)) return true;
  return which == Trial::dropped && has(drill, Trial::together, Fault::twice);
}

}  // namespace

std::string_view name(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "as it must";
    case Fault::undecided:
      return "undecided";
    case Fault::refused:
      return "refused";
    case Fault::failed:
      return "failed";
    case Fault::redirected:
      return "redirected";
    case Fault::late:
      return "too late";
    case Fault::accepted:
      return "taken";
    case Fault::twice:
      return "twice";
    case Fault::lost:
      return "lost";
  }
  return "undecided";
}

Fault fault_of(const TrialFacts& trial, const DrillFacts& drill) {
  if (!trial.broken.empty()) return Fault::undecided;
  if (!trial.skipped.empty() || trial.sent.empty()) return Fault::none;
  const bool has_limit = trial.trial == Trial::stale    ? drill.rejects_old
                         : trial.trial == Trial::future ? drill.rejects_future
                                                        : true;
  switch (has_limit ? wanted(trial.trial) : Wanted::either) {
    case Wanted::taken:
    case Wanted::taken_later:
      return fault_of_taken(trial);
    case Wanted::refused:
      return fault_of_refused(trial, drill);
    case Wanted::either:
      return fault_of_either(trial);
    case Wanted::quiet:
      return fault_of_quiet(trial);
  }
  return Fault::undecided;
}

Fault own_fault(const TrialFacts& trial, const DrillFacts& drill) {
  const Fault fault = fault_of(trial, drill);
  return is_explained(trial, fault, drill) ? Fault::none : fault;
}

const TrialFacts* find_trial(const DrillFacts& drill, Trial trial) {
  for (const TrialFacts& each : drill.trials)
    if (each.trial == trial && each.skipped.empty() && each.broken.empty()) return &each;
  return nullptr;
}

std::string seen_of(const TrialFacts& trial) {
  if (!trial.broken.empty()) return trial.broken;
  // Many answers that are the same are told once.
  std::vector<std::pair<std::string, std::size_t>> answers;
  for (const Sent& sent : trial.sent) {
    const std::string answer = sent.status != 0 ? std::to_string(sent.status)
                               : sent.cut       ? "dropped"
                               : sent.timed_out ? "no answer in time"
                               : sent.reset     ? "reset"
                                                : "no answer";
    if (!answers.empty() && answers.back().first == answer)
      ++answers.back().second;
    else
      answers.emplace_back(answer, 1);
  }
  std::string text;
  for (const auto& [answer, times] : answers)
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", answer,
                        times > 1 ? fmt::format(" x {}", times) : "");
  if (trial.effects)
    text += fmt::format("; {} effect{}", *trial.effects, *trial.effects == 1 ? "" : "s");
  return text;
}

void judge_trials(const DrillCase& seen, const std::vector<Trial>& trials,
                  const std::vector<Fault>& faults, std::string_view sentence, Outcome& outcome) {
  const auto has = [](const auto& list, auto value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  bool is_any_made = false;
  std::string listed;
  std::vector<std::string> names;
  const TrialFacts* first = nullptr;
  for (const TrialFacts& each : seen.seen.trials) {
    if (!has(trials, each.trial) || !each.skipped.empty()) continue;
    is_any_made = true;
    if (!has(faults, own_fault(each, seen.seen))) continue;
    if (!first) first = &each;
    names.emplace_back(name(each.trial));
    listed += fmt::format("{}{} ({})", listed.empty() ? "" : ", ", names.back(), seen_of(each));
  }
  if (!is_any_made) outcome.skipped_because = "none of its trials was made";
  if (!first) return;
  Finding& finding = outcome.fail_text(fmt::format("{}: {}", sentence, listed));
  finding.with("trials", std::move(names));
  finding.with("event", first->event);
  for (const Sent& sent : first->sent)
    if (!sent.answer.empty()) {
      finding.with("answer", sent.answer);
      break;
    }
}

std::string_view not_taken(const DrillCase& seen) {
  const TrialFacts* valid = find_trial(seen.seen, Trial::valid);
  if (!valid) return "no right delivery was made";
  const bool taken = !valid->sent.empty() && valid->sent.front().taken();
  return taken ? "" : "a right delivery is not taken";
}

std::string_view not_counted(const DrillCase& seen) {
  if (const std::string_view why = not_taken(seen); !why.empty()) return why;
  return seen.seen.counted_by == Probe::Kind::none ? "nothing counts the effects" : "";
}

}  // namespace checkoutdiag::webhook
