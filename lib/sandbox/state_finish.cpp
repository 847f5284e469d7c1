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
  by_id_[charge.id] = charges_.size();
  charges_.push_back(work.charge);
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
  http::Reply told = execute(work, now, finished);
  if (work.fault) told = with_fault(std::move(told), *work.fault);
  store(work, ticket, told, now, finished.changes);
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

// Whether the answer of a first request with a key is the answer of all later ones.
bool State::is_stored(int status, bool executed) const {
  constexpr int kSuccess = 2, kRefusal = 4, kError = 5;
  const int kind = status / 100;
  if (options_.breakage.forgets_after_error && kind == kError) return false;
  switch (options_.profile.policy) {
    case Policy::successes:
      return kind == kSuccess;
    case Policy::no_refusals:
      return kind != kRefusal;
    case Policy::completion:
    case Policy::latest_state:
    case Policy::conflict:
      // The object itself is what is stored.
      return executed;
    case Policy::unknown:  // as the IETF draft: success or error
    case Policy::everything:
    case Policy::payload_blind:
    case Policy::no_key:
      break;
  }
  return true;
}

void State::store(const Work& work, std::uint64_t ticket, const http::Reply& told,
                  std::int64_t now, Changes& changes) {
  KeyEntry* entry = work.key.empty() ? nullptr : keys_.find(work.key, now);
  if (!entry || entry->ticket != ticket) return;
  const bool executed = by_id_.contains(work.charge.charge.id);
  if (!is_stored(told.status, executed)) {
    keys_.forget(work.key);
    note_forgotten(changes);
    return;
  }
  const Policy policy = options_.profile.policy;
  const bool object = policy == Policy::completion || policy == Policy::latest_state ||
                      policy == Policy::conflict || (executed && !replaces(work));
  entry->ticket = 0;
  entry->status = told.status;
  if (executed) entry->charge = work.charge.charge.id;
  if (!object) {
    entry->body = told.body;
    const std::string* type = http::find_header(told.headers, "Content-Type");
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
