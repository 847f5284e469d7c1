#include "lib/sandbox/state.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace checkoutdiag::sandbox {
namespace {

constexpr std::size_t kMostEvents = 200'000;

// Any number to one that looks like none other (splitmix64: no two have the same).
std::uint64_t mixed(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15U;
  number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
  number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
  return number ^ (number >> 31);
}

// The status that a client gets to see.
int sent_status(const http::Reply& reply) {
  return reply.manner.most && *reply.manner.most == 0 ? 0 : reply.status;
}

std::optional<int> asked_to_wait(const http::Reply& reply) {
  const std::string* value = http::find_header(reply.headers, "Retry-After");
  int seconds = 0;
  if (!value ||
      std::from_chars(value->data(), value->data() + value->size(), seconds).ec != std::errc())
    return std::nullopt;
  return seconds;
}

}  // namespace

State::State(StateOptions options, Books books)
    : options_(std::move(options)),
      answers_(options_.profile),
      keys_(options_.most_keys, options_.profile.retention) {
  for (KeptCharge& each : books.charges)
    keep(std::move(each));
  for (KeyEntry& each : books.keys)
    // Without its answer a key says nothing.
    if (!each.body.empty() || by_id_.contains(each.charge)) keys_.add(std::move(each));
  for (Token& each : books.tokens) {
    ++tokens_.made;
    tokens_.taken += each.used;
    tokens_.add(std::move(each));
  }
  for (Event& each : books.events)
    keep(std::move(each));
}

std::string State::make_id(const char* prefix) {
  const std::uint64_t number = mixed(options_.seed + ++ids_);
  return fmt::format("{}{:016x}{:08x}", prefix, number, mixed(number) >> 32);
}

std::uint64_t State::record(const Asked& asked, const Fault* fault) {
  if (requests_.size() >= options_.most_requests) {
    requests_.pop_front();
    ++forgotten_requests_;
  }
  requests_.push_back(seen_of(asked, fault, options_.began));
  return forgotten_requests_ + requests_.size();
}

SeenRequest* State::seen(std::uint64_t which) {
  // From 1; it may be forgotten, or of before a reset.
  if (which <= forgotten_requests_ || which > forgotten_requests_ + requests_.size())
    return nullptr;
  return &requests_[which - forgotten_requests_ - 1];
}

void State::note_answer(std::uint64_t which, const http::Reply& reply) {
  if (SeenRequest* request = seen(which)) {
    request->status = sent_status(reply);
    request->retry_after = asked_to_wait(reply);
  }
}

Begun State::begin(const Asked& asked, std::int64_t now, const Fault* fault) {
  const bool taken = asked.access == Access::allowed && !asked.fault_unknown;
  fault = fault_for(asked, fault);
  const std::uint64_t which = record(asked, fault);
  Begun begun;
  if (fault && fault->when == When::before) {
    // What there is to damage of an answer says that nothing was done.
    begun.reply = with_fault(
        refusal(503, "api_error", "not_executed", "The sandbox did not execute this, on purpose."),
        *fault);
  } else if (taken && asked.route == Route::charge) {
    begun = begin_charge(asked, now, fault, which);
  } else {
    begun.reply = at_once(asked, now, begun.changes);
    if (fault) begun.reply = with_fault(*std::move(begun.reply), *fault);
  }
  if (begun.reply) note_answer(which, *begun.reply);
  note_forgotten(begun.changes);
  return begun;
}

void State::keep(KeptCharge charge) {
  bytes_ += sizeof charge + charge.charge.key.size() + charge.charge.reference.size() +
            charge.charge.currency.size() + charge.metadata.size();
  by_id_[charge.charge.id] = charges_.size();
  charges_.push_back(std::move(charge));
}

void State::keep(Event event) {
  if (events_.size() >= kMostEvents) {
    event_at_.erase(events_.front().id);
    events_.pop_front();
    ++forgotten_events_;
  }
  event_at_[event.id] = forgotten_events_ + events_.size();
  events_.push_back(std::move(event));
}

Changes State::delivered(const std::string& event, int status) {
  const auto it = event_at_.find(event);
  if (it == event_at_.end()) return {};
  Event& kept = events_[it->second - forgotten_events_];
  kept.deliveries.push_back(status);
  return {kept};
}

void State::note_forgotten(Changes& changes) {
  for (std::string& each : keys_.forgotten())
    changes.emplace_back(KeyForgotten{std::move(each)});
}

Changes State::reset() {
  keys_.clear();
  tokens_.clear();
  charges_.clear();
  bytes_ = 0;
  by_id_.clear();
  // Requests that are still being answered must not be taken for those that come.
  forgotten_requests_ += requests_.size();
  before_reset_ = forgotten_requests_;
  requests_.clear();
  forgotten_events_ += events_.size();
  events_.clear();
  event_at_.clear();
  works_.clear();
  return {AllForgotten{}};
}

Truth State::truth() const {
  Truth truth;
  truth.profile = options_.profile.name;
  truth.scenario = options_.scenario;
  truth.broken = words_of(options_.breakage);
  for (const KeptCharge& each : charges_)
    truth.charges.push_back(each.charge);
  truth.requests.assign(requests_.begin(), requests_.end());
  truth.requests_seen = forgotten_requests_ + requests_.size() - before_reset_;
  truth.events.assign(events_.begin(), events_.end());
  truth.tokens_made = tokens_.made;
  truth.tokens_used = tokens_.taken;
  truth.tokens_expired = tokens_.expired;
  return truth;
}

}  // namespace checkoutdiag::sandbox
