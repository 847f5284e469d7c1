#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/facts/charge_facts.hpp"
#include "cli/output/layout.hpp"
#include "lib/charge/key.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::facts {
namespace {

using namespace charge;
using output::counted;

// "200 ch_1, marked", "sent, no status (we cut it)".
std::string answer_words(const Attempt& attempt) {
  if (!attempt.known) return "not known: the run ended before the answer";
  std::string words;
  if (attempt.status != 0) words = std::to_string(attempt.status);
  if (attempt.fate != http::Fate::answered)
    words += (words.empty() ? "" : ", ") + std::string(name(attempt.fate)) +
             (attempt.cut         ? " (cut by us)"
              : attempt.timed_out ? " (timed out)"
              : attempt.reset     ? " (reset)"
                                  : "");
  if (!attempt.id.empty()) words += " " + text::printable(attempt.id, 60);
  if (!attempt.code.empty()) words += " " + text::printable(attempt.code, 60);
  if (attempt.marker) words += ", marked as a repetition";
  return words;
}

struct Alike {
  std::string words;
  std::size_t answers = 0;
  std::set<std::string> ids;
};

std::string object_words(const std::set<std::string>& ids) {
  constexpr std::size_t kMostIds = 3;
  if (ids.empty()) return {};
  if (ids.size() == 1) return ", all of them " + text::printable(*ids.begin(), 60);
  std::string list;
  std::size_t listed = 0;
  for (auto it = ids.begin(); it != ids.end() && listed < kMostIds; ++it, ++listed)
    list += (listed ? ", " : "") + text::printable(*it, 60);
  if (ids.size() > listed) list += fmt::format(" and {} more", ids.size() - listed);
  return fmt::format(", {} objects ({})", ids.size(), list);
}

// Equal answers of a barrier are told once: "10 x 200, all of them ch_1", "1 x 200 ch_1; 9 x 409
// idempotency_key_in_use".
std::string barrier_words(const std::vector<const Attempt*>& attempts) {
  std::vector<Alike> told;
  for (const Attempt* each : attempts) {
    Attempt nameless = *each;
    nameless.id.clear();
    const std::string words = answer_words(nameless);
    auto same = std::find_if(told.begin(), told.end(),
                             [&](const Alike& alike) { return alike.words == words; });
    if (same == told.end()) same = told.insert(told.end(), {words, 0, {}});
    ++same->answers;
    if (!each->id.empty()) same->ids.insert(each->id);
  }
  std::string line;
  for (const Alike& each : told) {
    line += fmt::format("{}{} x {}", line.empty() ? "" : "; ", each.answers, each.words);
    line += each.answers == 1 && each.ids.size() == 1 ? " " + text::printable(*each.ids.begin(), 60)
                                                      : object_words(each.ids);
  }
  return line;
}

std::string count_words(const Count& count) {
  if (!count.asked) return "not counted";
  if (!count.before || !count.after) return "not counted: " + text::printable(count.problem, 200);
  return fmt::format("counted {} before and {} after", *count.before, *count.after);
}

void add_attempts(const ReplayFacts& facts, const ProofFacts& proof, std::vector<Detail>& details) {
  const std::string label(name(proof.proof));
  std::vector<const Attempt*> barrier;
  for (const Attempt& each : facts.attempts)
    if (each.proof == proof.proof && proof.proof == Proof::concurrent && each.round == 0)
      barrier.push_back(&each);
  if (!barrier.empty()) {
    // A run that was resumed knows from its journal what came back, and not when it was let go.
    const std::string begun = proof.released == 0
                                  ? "from the journal: "
                                  : fmt::format("{} let go within {:.2f} ms: ", proof.released,
                                                static_cast<double>(proof.spread.count()) / 1000.0);
    details.push_back({label, begun + barrier_words(barrier)});
  }
  for (const Attempt& each : facts.attempts) {
    if (each.proof != proof.proof) continue;
    if (proof.proof == Proof::concurrent && each.round == 0) continue;
    const std::string what = each.other_payload ? "another amount: "
                             : each.round == 0  ? "first: "
                             : each.because.empty()
                                 ? "again: "
                                 : fmt::format("again ({}): ", text::printable(each.because, 60));
    details.push_back({label, what + answer_words(each)});
  }
}

}  // namespace

std::vector<Detail> replay_details(const ReplayFacts& facts) {
  std::vector<Detail> details;
  details.push_back({"gateway", text::printable(facts.profile.title)});
  details.push_back({"key", text::printable(shown_key(facts.base_key))});
  if (!facts.resumed_from.empty())
    details.push_back({"resumed", text::printable(facts.resumed_from)});
  for (const ProofFacts& proof : facts.proofs) {
    const std::string label(name(proof.proof));
    if (!proof.skipped.empty()) {
      details.push_back({label, "not done: " + text::printable(proof.skipped, 300)});
      continue;
    }
    add_attempts(facts, proof, details);
    if (proof.count.asked) details.push_back({label, count_words(proof.count)});
  }
  return details;
}

std::string replay_footer(const ReplayFacts& facts) {
  std::set<std::string> keys;
  for (const Attempt& each : facts.attempts)
    keys.insert(each.key);
  const std::string much = fmt::format("{} with {}", counted(facts.attempts.size(), "request"),
                                       counted(keys.size(), "key"));
  if (!facts.dry) return much;
  return fmt::format("dry run: nothing was sent; --send sends {}, and retries where they are due",
                     much);
}

std::string_view word(Reported reported) {
  switch (reported) {
    case Reported::success:
      return "success";
    case Reported::failure:
      return "failure";
    case Reported::doubt:
      return "doubt";
    case Reported::nothing:
      return "nothing";
  }
  return "nothing";
}

std::string verdict_of(const ScenarioFacts& facts) {
  const std::size_t charged = facts.truth.charges.size();
  if (charged > 1) return "double charge";
  if (facts.reported == Reported::nothing) return "not reported";
  if (facts.reported == Reported::doubt) return charged ? "charged, in doubt" : "in doubt";
  if (facts.reported == Reported::success) return charged ? "safe" : "phantom";
  if (charged) return "lost order";
  return facts.scenario.must_succeed ? "lost sale" : "safe";
}

namespace {

std::string request_words(const sandbox::SeenRequest& request) {
  std::string words =
      fmt::format("{:>6.2f} s  {} {}", static_cast<double>(request.at) / 1000.0,
                  text::printable(request.method, 16), text::printable(request.path, 60));
  if (request.charges)
    words +=
        request.key.empty() ? ", no key" : ", key " + text::printable(shown_key(request.key), 48);
  words += request.status ? fmt::format(": {}", request.status) : ": no answer";
  if (request.executed) words += ", charged";
  if (request.replayed) words += ", repeated";
  if (!request.fault.empty()) words += fmt::format(" ({})", text::printable(request.fault, 80));
  return words;
}

std::string run_words(const ClientRun& run) {
  const double seconds = static_cast<double>(run.took) / 1000.0;
  if (!run.problem.empty()) return text::printable(run.problem, 200);
  if (run.killed) return fmt::format("killed after its request, at {:.2f} s", seconds);
  if (run.hung) return fmt::format("stopped by us after {:.1f} s", seconds);
  if (run.exit) return fmt::format("exit {} after {:.2f} s", *run.exit, seconds);
  return fmt::format("ended by signal {} after {:.2f} s", run.signal, seconds);
}

}  // namespace

std::vector<Detail> scenario_details(const ScenarioFacts& facts) {
  constexpr std::size_t kMostRequests = 12;
  std::vector<Detail> details;
  details.push_back({"scenario", text::printable(facts.scenario.title)});
  const std::vector<sandbox::SeenRequest>& seen = facts.truth.requests;
  for (std::size_t i = 0; i < seen.size() && i < kMostRequests; ++i)
    details.push_back({"requests", request_words(seen[i])});
  if (seen.size() > kMostRequests)
    details.push_back({"requests", fmt::format("and {} more", seen.size() - kMostRequests)});
  for (const sandbox::Charge& each : facts.truth.charges)
    details.push_back({"charged", fmt::format("{} {} {}", each.id, text::printable(each.amount, 40),
                                              text::printable(each.currency, 8))});
  for (const ClientRun& run : facts.runs) {
    details.push_back({"client", run_words(run)});
    std::string_view output = run.output;
    while (!output.empty()) {
      const std::size_t end = std::min(output.find('\n'), output.size());
      if (end > 0) details.push_back({"output", text::printable(output.substr(0, end), 200)});
      output.remove_prefix(std::min(end + 1, output.size()));
    }
  }
  return details;
}

std::vector<Detail> traffic_details(const TrafficFacts& facts) {
  std::map<std::string, std::size_t> gateways;
  std::set<std::string> keys;
  for (const Mutation& each : facts.mutations) {
    ++gateways[each.host + " (" + each.profile + ")"];
    if (!each.key.empty()) keys.insert(each.profile + " " + each.key);
  }
  std::vector<Detail> details;
  details.push_back({"read", counted(facts.requests, "request")});
  for (const auto& [host, count] : gateways)
    details.push_back(
        {"gateways", fmt::format("{}: {}", text::printable(host), counted(count, "mutation"))});
  details.push_back({"keys", std::to_string(keys.size())});
  if (facts.elsewhere)
    details.push_back({"elsewhere", counted(facts.elsewhere, "mutation") +
                                        " to hosts that are no known gateway's; --host HOST adds "
                                        "one"});
  if (facts.preflights) details.push_back({"preflights", std::to_string(facts.preflights)});
  if (facts.tunnels) details.push_back({"tunnels", std::to_string(facts.tunnels)});
  return details;
}

}  // namespace checkoutdiag::facts
