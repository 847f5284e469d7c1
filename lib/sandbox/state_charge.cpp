#include "lib/sandbox/state.hpp"

// A request for a charge, up to its execution.
namespace checkoutdiag::sandbox {

std::string State::entry_key(const Asked& asked) const {
  const bool heeded = asked.keyed && options_.profile.policy != charge::Policy::no_key &&
                      options_.profile.place != charge::KeyPlace::none &&
                      !options_.breakage.no_deduplication;
  if (!heeded) return {};
  // Another payload is another entry: a gateway that has the payload in what it compares.
  return options_.breakage.executes_other_payload ? asked.exact_key + '\n' + asked.fingerprint
                                                  : asked.exact_key;
}

std::optional<http::Reply> State::key_refused(const Asked& asked) const {
  if (!asked.keyed && options_.require_key && options_.profile.place != charge::KeyPlace::none)
    return refusal(400, "invalid_request_error", "idempotency_key_missing",
                   "The idempotency key is missing: " + options_.profile.key_name + ".");
  if (asked.keyed && !asked.key_fault.empty())
    return refusal(400, "invalid_request_error", "idempotency_key_invalid",
                   "The idempotency key is not taken: " + asked.key_fault + ".");
  return std::nullopt;
}

// What a request with a key that is known gets; nothing: it is executed.
std::optional<http::Reply> State::already_known(const Asked& asked, const std::string& key,
                                                std::int64_t now, SeenRequest& request) {
  const KeyEntry* entry = keys_.find(key, now);
  if (!entry) return std::nullopt;
  const bool compared = options_.profile.policy != charge::Policy::payload_blind &&
                        !options_.breakage.payload_not_compared;
  std::optional<http::Reply> reply;
  if (compared && entry->fingerprint != asked.fingerprint) {
    reply = mismatch(*entry);
    if (options_.profile.policy == charge::Policy::conflict) request.charge = entry->charge;
  } else if (entry->ticket != 0) {
    if (options_.breakage.sequential_only) return std::nullopt;
    reply = in_flight(*entry);
  } else {
    reply = repetition(*entry, request.charge);
    request.replayed = true;
    if (options_.breakage.no_marker && marker_is_echo()) return reply;
  }
  echo(*reply, asked.exact_key);
  return reply;
}

// Refusals of before the execution: nothing is stored of them.
std::optional<http::Reply> State::not_executable(const Asked& asked, std::int64_t now) {
  const auto bad = [&](const char* code, std::string message) {
    return refusal(400, "invalid_request_error", code, std::move(message));
  };
  if (!asked.body_fault.empty())
    return bad("invalid_request", "The charge cannot be made: " + asked.body_fault + ".");
  if (charges_.size() >= options_.most_charges || bytes_ >= options_.most_bytes)
    return refusal(507, "api_error", "books_full",
                   "The sandbox has as many charges as it can keep: POST /_reset.");
  switch (tokens_.look(asked.token, now)) {
    case Tokens::Use::foreign:
    case Tokens::Use::taken:
      return std::nullopt;
    case Tokens::Use::used:
      return bad("token_already_used", "The token was used before: it is for one charge.");
    case Tokens::Use::expired:
      ++tokens_.expired;
      return bad("token_expired", "The token is expired.");
    case Tokens::Use::unknown:
      break;
  }
  return bad("token_unknown", "There is no such token.");
}

std::uint64_t State::start(const Asked& asked, const std::string& key, std::int64_t now,
                           const Fault* fault, std::uint64_t which) {
  const std::uint64_t ticket = ++tickets_;
  Work work;
  work.seen = which;
  work.charge.charge = {.amount = asked.amount,
                        .currency = asked.currency,
                        .reference = asked.reference,
                        .key = asked.key,
                        .request = asked.number};
  work.charge.metadata = asked.metadata;
  work.token = asked.token;
  if (asked.keyed) work.echo = asked.exact_key;
  constexpr int kFirstError = 500;
  work.error_told = fault && fault->kind == FaultKind::status && fault->status >= kFirstError;
  if (fault && fault->when == When::after) work.fault = *fault;
  tokens_.take(asked.token);
  // The second of two at once, where that is a defect, leaves the first one's entry alone.
  if (!key.empty() && !keys_.find(key, now)) {
    work.key = key;
    keys_.add({.key = key, .fingerprint = asked.fingerprint, .created = now, .ticket = ticket});
  }
  works_.emplace(ticket, std::move(work));
  return ticket;
}

Begun State::begin_charge(const Asked& asked, std::int64_t now, const Fault* fault,
                          std::uint64_t which) {
  Begun begun;
  const std::string key = entry_key(asked);
  begun.reply = key_refused(asked);
  if (!begun.reply && !key.empty()) begun.reply = already_known(asked, key, now, *seen(which));
  if (!begun.reply) begun.reply = not_executable(asked, now);
  if (begun.reply) {
    if (fault) begun.reply = with_fault(*std::move(begun.reply), *fault);
    return begun;
  }
  begun.ticket = start(asked, key, now, fault, which);
  if (tokens_.find(asked.token)) begun.changes.emplace_back(*tokens_.find(asked.token));
  if (fault && fault->when == When::during) {
    works_[begun.ticket].answered = true;
    begun.reply = with_fault(
        refusal(503, "api_error", "not_answered", "The sandbox does not answer this, on purpose."),
        *fault);
  }
  return begun;
}

}  // namespace checkoutdiag::sandbox
