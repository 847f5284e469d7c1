#include "lib/webhook/drill/stage.hpp"

#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <thread>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::webhook {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kHook{60'000};   // a restart may take its time
constexpr milliseconds kGather{5'000};  // until all stand at the barrier
constexpr milliseconds kTick{20};       // between looks at the probe
constexpr milliseconds kQuiet{150};     // in which a second effect would come at the least
constexpr milliseconds kLater{400};     // a sender that was asked to come again
constexpr int kTries = 3;

Sent sent_of(const http::Exchange& got) {
  Sent sent;
  sent.fate = got.fate;
  sent.cut = got.cut;
  sent.timed_out = got.timed_out;
  sent.reset = got.reset;
  sent.status = got.status;
  sent.bytes = got.sent;
  sent.error = got.error;
  sent.took = std::chrono::duration_cast<milliseconds>(got.ended - got.begun).count();
  sent.answer = text::printable(text::redacted(got.body), 160);
  return sent;
}

}  // namespace

bool Stage::is_over() const {
  if (interrupt_ < 0) return false;
  pollfd ready{interrupt_, POLLIN, 0};
  return ::poll(&ready, 1, 0) > 0;
}

const Sent& Stage::send(const http::Call& call, TrialFacts& facts) {
  facts.sent.push_back(sent_of(http::exchange(call, interrupt_)));
  answered_ = Clock::now();
  return facts.sent.back();
}

std::optional<std::int64_t> Stage::count(const EventValues& values, TrialFacts& facts) const {
  const ProbeCount asked = ask(plan_.probe, values, interrupt_);
  if (!asked.count) facts.uncounted = asked.problem;
  return asked.count;
}

void Stage::create_order(const Event& event, Trial trial) const {
  if (!plan_.create_order.empty())
    run_hook(plan_.create_order, "--create-order-cmd", event.values, name(trial), kHook,
             interrupt_);
}

// Waits for the effect that should come, and for one that should not.
void Stage::count_effects(const Event& event, std::int64_t before, TrialFacts& facts) {
  const bool comes = wanted(facts.trial) == Wanted::taken ||
                     wanted(facts.trial) == Wanted::taken_later ||
                     std::any_of(facts.sent.begin(), facts.sent.end(),
                                 [](const Sent& each) { return each.taken(); });
  const auto until = answered_ + plan_.settle;
  std::optional<std::int64_t> now = count(event.values, facts);
  const bool expects_none = wanted(facts.trial) == Wanted::quiet || facts.trial == Trial::replayed;
  while (comes && !expects_none && now && *now <= before && Clock::now() < until && !is_over()) {
    std::this_thread::sleep_for(kTick);
    now = count(event.values, facts);
  }
  if (!now) return;
  if (*now > before && facts.effect_after < 0) {
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - answered_);
    facts.effect_after = took.count();
    slowest_ = std::max(slowest_, took);
  }
  // Another one takes about as long as the first, and effects of what was refused as long as any.
  std::this_thread::sleep_until(std::min(until, Clock::now() + std::max(kQuiet, 2 * slowest_)));
  now = count(event.values, facts);
  if (!now) return;
  facts.effects = *now - before;
  facts.uncounted.clear();
}

void Stage::deliver_again(Trial trial, const Event& event, TrialFacts& facts) {
  http::Call call = courier_.right(event);
  http::Call first = call;
  if (trial == Trial::dropped) first.cut = http::Cut::after_send;
  if (trial == Trial::lost_answer) first.cut = http::Cut::first_byte;
  send(first, facts);
  send(call, facts);
}

void Stage::deliver_together(const Event& event, TrialFacts& facts) {
  const http::Call call = courier_.right(event);
  const std::vector<http::Call> calls(static_cast<std::size_t>(plan_.together), call);
  const http::Together got = http::exchange_together(calls, kGather, interrupt_);
  for (const http::Exchange& each : got.exchanges)
    facts.sent.push_back(sent_of(each));
  facts.spread = got.spread;
  answered_ = Clock::now();
}

// As a sender does: what was not taken comes again, when the order is there.
void Stage::deliver_early(const Event& event, TrialFacts& facts) {
  const http::Call call = courier_.right(event);
  send(call, facts);
  create_order(event, Trial::early);
  for (int i = 0; i < kTries && !facts.sent.back().taken() && !is_over(); ++i) {
    std::this_thread::sleep_for(kLater);
    send(courier_.right(event), facts);
  }
  answered_ = Clock::now();
}

void Stage::deliver_out_of_order(const Event& event, TrialFacts& facts) {
  send(courier_.right(event), facts);
  EventValues created = event.values;
  created.id += "0";
  send(courier_.right(courier_.event("created", created)), facts);
}

void Stage::deliver_and_kill(const Event& event, TrialFacts& facts) {
  if (!send(courier_.right(event), facts).taken()) return;
  run_hook(plan_.restart, "--restart-cmd", event.values, name(Trial::killed), kHook, interrupt_);
  answered_ = Clock::now();
}

void Stage::deliver(Trial trial, const Event& event, TrialFacts& facts) {
  switch (trial) {
    case Trial::duplicate:
    case Trial::dropped:
    case Trial::lost_answer:
      return deliver_again(trial, event, facts);
    case Trial::together:
      return deliver_together(event, facts);
    case Trial::early:
      return deliver_early(event, facts);
    case Trial::out_of_order:
      return deliver_out_of_order(event, facts);
    case Trial::killed:
      return deliver_and_kill(event, facts);
    case Trial::replayed:
      send(*first_call_, facts);
      return;
    default:
      break;
  }
  Letter letter = courier_.letter(trial, event);
  if (!letter.call) {
    facts.skipped = letter.why_not;
    return;
  }
  if (trial == Trial::other_body) send(courier_.right(event), facts);
  send(*letter.call, facts);
  if (trial == Trial::valid) first_call_ = letter.call;
}

TrialFacts Stage::run(Trial trial) {
  TrialFacts facts;
  facts.trial = trial;
  const auto skip = [&](const char* why) {
    facts.skipped = why;
    return facts;
  };
  if (trial == Trial::early && plan_.create_order.empty())
    return skip("there is no --create-order-cmd");
  if (trial == Trial::killed && plan_.restart.empty()) return skip("there is no --restart-cmd");
  if (trial == Trial::replayed && !first_call_) return skip("no delivery was taken before");
  const bool needs_types = trial == Trial::unknown_type || trial == Trial::out_of_order;
  if (needs_types && !plan_.events.has_types()) return skip("the event has no other types");
  const Event event = trial == Trial::replayed
                          ? *first_
                          : courier_.event(trial == Trial::unknown_type ? "unknown" : "paid");
  facts.event = event.values.id;
  facts.order = event.values.order;
  if (!plan_.before.empty())
    run_hook(plan_.before, "--before-cmd", event.values, name(trial), kHook, interrupt_);
  if (trial != Trial::early && trial != Trial::replayed) create_order(event, trial);
  std::optional<std::int64_t> before;
  if (plan_.probe.kind != Probe::Kind::none) before = count(event.values, facts);
  deliver(trial, event, facts);
  if (trial == Trial::valid) first_ = event;
  if (!facts.skipped.empty()) {
    facts.uncounted.clear();
    return facts;
  }
  if (before) count_effects(event, *before, facts);
  return facts;
}

}  // namespace checkoutdiag::webhook
