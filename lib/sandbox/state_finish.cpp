#include <fmt/core.h>

#include "lib/sandbox/state.hpp"

// The execution of a charge, and what is stored of its answer.
namespace checkoutdiag::sandbox {

using charge::Policy;

bool is_declined(std::string_view amount, std::string_view token) {
  if (token.ends_with("chargeDeclined") || token.ends_with("-declined")) return true;
  std::string digits;
  for (char c : amount)
    if (c != '.') digits += c;
  return digits.ends_with("4002");
}

// Commits the charge, or declines it: the answer that it would have without a fault.
http::Reply State::execute(Work& work, std::int64_t now, Finished& finished) {
  Charge& charge = work.charge.charge;
  charge.id = make_id("ch_");
  charge.created = now;
  if (is_declined(charge.amount, work.token)) {
    charge.status = "failed";
    return refusal(402, "card_error", "card_declined", "The card was declined.");
  }
  charge.status = "succeeded";
  keep(work.charge);
  finished.changes.emplace_back(work.charge);
  if (SeenRequest* request = seen(work.seen)) {
    request->executed = true;
    request->charge = charge.id;
  }
  return answers_.charge(answers_.made(), work.charge);
}

Finished State::finish(std::uint64_t ticket, std::int64_t now) {
  Finished finished;
  const auto found = works_.find(ticket);
  if (found == works_.end()) {
    finished.reply = refusal(503, "api_error", "sandbox_reset",
                             "The sandbox was reset while this was being executed.");
    return finished;
  }
  Work work = std::move(found->second);
  works_.erase(found);
  const http::Reply good = execute(work, now, finished);
  http::Reply told = work.fault ? with_fault(good, *work.fault) : good;
  store(work, ticket, is_own_answer(work) ? told : good, now, finished.changes);
  add_events(work, now, finished);
  if (work.answered) return finished;
  if (!replaces(work)) echo(told, work.echo);
  note_answer(work.seen, told);
  finished.reply = std::move(told);
  return finished;
}

// Whether the client gets a fault's answer in place of the charge's.
bool State::replaces(const Work& work) {
  return work.fault && work.fault->kind == FaultKind::status;
}

// Whether that answer is the gateway's own, and so is what it stores. 502 and 504 are made by a
// proxy before it (RFC 9110, 15.6.3 and 15.6.5), which lost the gateway's.
bool State::is_own_answer(const Work& work) {
  constexpr int kBadGateway = 502, kGatewayTimeout = 504;
  return replaces(work) && work.fault->status != kBadGateway &&
         work.fault->status != kGatewayTimeout;
}

// Whether the answer of a first request with a key is the answer of all later ones.
bool State::is_stored(int status, bool executed) const {
  constexpr int kSuccess = 2, kRefusal = 4;
  const int kind = status / 100;
  switch (options_.profile.policy) {
    case Policy::successes:
      return kind == kSuccess;
    case Policy::no_refusals:
      return kind != kRefusal;
    case Policy::completion:
    case Policy::latest_state:
      // The object itself is what is stored.
      return executed;
    case Policy::conflict:
      // Where the conflict names no object (Mangopay) the key is used up by any answer.
      return executed || options_.profile.duplicate_id.empty();
    case Policy::unknown:  // as the IETF draft: success or error
    case Policy::everything:
    case Policy::payload_blind:
    case Policy::no_key:
      break;
  }
  return true;
}

void State::store(const Work& work, std::uint64_t ticket, const http::Reply& answer,
                  std::int64_t now, Changes& changes) {
  KeyEntry* entry = work.key.empty() ? nullptr : keys_.find(work.key, now);
  if (!entry || entry->ticket != ticket) return;
  const bool executed = by_id_.contains(work.charge.charge.id);
  const bool ignored = options_.breakage.forgets_after_error && work.error_told;
  if (ignored || !is_stored(answer.status, executed)) {
    keys_.forget(work.key);
    note_forgotten(changes);
    return;
  }
  const Policy policy = options_.profile.policy;
  const bool object = policy == Policy::completion || policy == Policy::latest_state ||
                      (executed && (policy == Policy::conflict || !is_own_answer(work)));
  entry->ticket = 0;
  entry->status = answer.status;
  if (executed) entry->charge = work.charge.charge.id;
  if (!object) {
    entry->body = answer.body;
    const std::string* type = http::find_header(answer.headers, "Content-Type");
    entry->type = type ? *type : "application/json";
  }
  changes.emplace_back(*entry);
}

void State::add_events(const Work& work, std::int64_t now, Finished& finished) {
  if (!options_.events) return;
  const bool executed = by_id_.contains(work.charge.charge.id);
  const std::string object = answers_.charge(answers_.made(), work.charge).body;
  for (const char* type : {"charge.created", executed ? "charge.succeeded" : "charge.failed"}) {
    DueEvent due;
    due.event = {.id = make_id("evt_"),
                 .type = type,
                 .charge = work.charge.charge.id,
                 .at = now - options_.began};
    due.body = fmt::format(R"({{"id":"{}","type":"{}","created":{},"data":{{"object":{}}}}})",
                           due.event.id, type, now / 1000, object);
    keep(due.event);
    finished.changes.emplace_back(due.event);
    finished.events.push_back(std::move(due));
  }
}

}  // namespace checkoutdiag::sandbox
