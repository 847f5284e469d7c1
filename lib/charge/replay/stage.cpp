#include "lib/charge/replay/stage.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/charge/replay/attempt.hpp"
#include "lib/charge/replay/pause.hpp"
#include "lib/charge/replay/plan.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;

// How often an answer that the charge is being executed is waited for: with waits of 0.5 to 5 s
// about a quarter of a minute, longer than a charge takes.
constexpr int kMostBusy = 6;

// Attempts that a run was ended in, or that never left, are no tries of a run that is resumed.
bool counts(const Attempt& attempt) {
  return attempt.known && attempt.fate != http::Fate::not_sent;
}

}  // namespace

Stage::Stage(const Means& means, Proof proof, const std::vector<Attempt>& earlier)
    : means_(means), proof_(proof), key_(key_of(means.plan, proof)), earlier_(earlier) {
  if (!means.journal) return;
  for (const Attempt& each : means.journal->attempts())
    if (each.proof == proof) attempts_.push_back(each);
}

const Attempt* Stage::recorded() const {
  return taken_ < attempts_.size() ? &attempts_[taken_] : nullptr;
}

bool Stage::any_sent() const {
  return std::any_of(attempts_.begin(), attempts_.end(), may_have_executed);
}

bool Stage::succeeded_last() const {
  return taken_ > 0 && succeeded(attempts_[taken_ - 1], means_.plan.profile);
}

// Whether an earlier request may still be under way without our knowing.
bool Stage::in_doubt() const {
  if (proof_ == Proof::concurrent) return true;
  return std::any_of(attempts_.begin(), attempts_.end(), [](const Attempt& each) {
    return !each.known || (each.fate != http::Fate::not_sent && each.fate != http::Fate::answered);
  });
}

bool Stage::key_expired() const {
  const auto least = milliseconds(trusted_retention(means_.plan.profile)).count();
  const auto old = [&](const Attempt& each) {
    return each.key == key_ && may_have_executed(each) && now_ms() - each.begun > least;
  };
  return std::any_of(earlier_.begin(), earlier_.end(), old) ||
         std::any_of(attempts_.begin(), attempts_.end(), old);
}

Attempt Stage::new_attempt(int round, bool other_payload, const std::string& because) const {
  Attempt attempt;
  attempt.proof = proof_;
  attempt.number = static_cast<int>(attempts_.size()) + 1;
  attempt.round = round;
  attempt.key = key_;
  attempt.other_payload = other_payload;
  attempt.because = because;
  attempt.begun = now_ms();
  return attempt;
}

http::Call Stage::call_for(const Sending& sending) const {
  http::Call call = call_of(means_.plan, key_, sending.other_payload);
  if (any_sent()) return call;
  call.cut = sending.cut;
  if (sending.provoke && means_.plan.provoke) call.headers.push_back(*means_.plan.provoke);
  return call;
}

// An exchange that an interrupt ended says nothing of what the gateway did: it stays open in the
// journal, as if the run had been killed, and so it is among the facts.
void Stage::keep(std::vector<Attempt> attempts) {
  const bool ended = interrupted(means_.interrupt);
  std::vector<Attempt> answered;
  for (Attempt& each : attempts) {
    each.known = !ended || each.fate == http::Fate::answered;
    if (each.known) answered.push_back(each);
    attempts_.push_back(std::move(each));
  }
  if (means_.journal && !answered.empty()) means_.journal->answered(answered);
  taken_ = attempts_.size();
}

http::Exchange Stage::send(const Sending& sending, const std::string& because) {
  const http::Call call = call_for(sending);
  const int round = attempts_.empty() ? 0 : attempts_.back().round + 1;
  Attempt attempt = new_attempt(round, sending.other_payload, because);
  means_.told(fmt::format("{}: request {}", name(proof_), attempt.number));
  if (means_.journal) means_.journal->sending({attempt});
  http::Exchange exchange = http::exchange(call, means_.interrupt);
  take_answer(attempt, means_.plan.profile, exchange);
  keep({std::move(attempt)});
  return exchange;
}

Step Stage::wait_for_first(const http::Exchange& exchange, int& busy) {
  if (++busy > kMostBusy) return {Next::in_flight};
  const RetryRules& rules = means_.plan.retry;
  const auto longest = std::min(rules.initial * (1 << (busy - 1)), rules.most);
  auto wait = std::max(rules.initial,
                       milliseconds(static_cast<milliseconds::rep>(
                           static_cast<double>(longest.count()) * (0.5 + means_.random() / 2))));
  if (const std::string* asked = http::find_header(exchange.headers, "Retry-After")) {
    const std::chrono::seconds other(http::retry_after(*asked, static_cast<long>(now_ms() / 1000)));
    if (other > rules.longest_wait) return {Next::in_flight};
    if (other.count() > 0) wait = other;
  }
  return {Next::again, wait,
          fmt::format("{}: the first request is still being executed", exchange.status)};
}

Step Stage::decide(const Sending& sending, const http::Exchange& exchange, int tried, int& busy) {
  const Attempt& last = attempts_[taken_ - 1];
  const Profile& profile = means_.plan.profile;
  if (succeeded(last, profile)) return {Next::done};
  RetryRules rules = means_.plan.retry;
  // The request whose answer we lost, or whose error we asked for, is none that failed.
  if (sending.cut != http::Cut::none || sending.provoke) ++rules.retries;
  Step step = after(profile, rules, exchange, tried, means_.random(), now_ms() / 1000);
  const bool waits = step.next == Next::in_flight || says_in_flight(last, profile);
  if (!waits || step.next == Next::again) return step;
  // What a gateway refuses another payload with is often what it says of requests in flight.
  if (sending.other_payload) return {Next::done};
  return in_doubt() ? wait_for_first(exchange, busy) : Step{Next::in_flight};
}

Step Stage::step_of_record(const Sending& sending, int& tried, int& busy) {
  const Attempt& attempt = attempts_[taken_++];
  tried += counts(attempt);
  const Attempt* next = recorded();
  if (next && next->because.empty()) return {Next::done};
  if (next) return {Next::again, milliseconds(0), next->because};
  if (!attempt.known) return {Next::again, milliseconds(0), "the run ended before the answer"};
  if (!counts(attempt)) return {Next::again, milliseconds(0), attempt.error};
  return decide(sending, exchange_of(attempt, means_.plan.profile), tried, busy);
}

End Stage::settle(const Sending& sending) {
  std::string because;
  for (int tried = 0, busy = 0;;) {
    Step step;
    if (recorded()) {
      step = step_of_record(sending, tried, busy);
    } else {
      if (interrupted(means_.interrupt)) return End::interrupted;
      if (key_expired()) return End::expired;
      const http::Exchange exchange = send(sending, because);
      if (!attempts_.back().known) return End::interrupted;
      step = decide(sending, exchange, ++tried, busy);
    }
    if (step.next == Next::done) return End::answered;
    if (step.next == Next::in_flight) return End::in_flight;
    if (step.next == Next::stored) return End::stored;
    if (step.next == Next::given_up) return any_sent() ? End::given_up : End::unreachable;
    because = step.because.empty() ? "no good answer" : step.because;
    if (!pause(step.wait, means_.interrupt)) return End::interrupted;
  }
}

End Stage::together() {
  const bool before = any_sent();
  while (recorded() && recorded()->round == 0)
    ++taken_;
  if (before) return End::answered;
  if (interrupted(means_.interrupt)) return End::interrupted;
  std::vector<Attempt> attempts;
  for (int i = 0; i < means_.plan.concurrency; ++i) {
    attempts.push_back(new_attempt(0, false, ""));
    attempts.back().number += i;
  }
  means_.told(fmt::format("{}: {} requests", name(proof_), attempts.size()));
  if (means_.journal) means_.journal->sending(attempts);
  const std::vector<http::Call> calls(attempts.size(), call_for({}));
  const http::Together seen =
      http::exchange_together(calls, means_.plan.connect_timeout, means_.interrupt);
  for (std::size_t i = 0; i < attempts.size(); ++i)
    take_answer(attempts[i], means_.plan.profile, seen.exchanges[i]);
  released = seen.released;
  spread = seen.spread;
  keep(std::move(attempts));
  if (interrupted(means_.interrupt)) return End::interrupted;
  return any_sent() ? End::answered : End::unreachable;
}

}  // namespace checkoutdiag::charge
