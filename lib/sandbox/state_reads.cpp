#include <fmt/core.h>

#include "lib/sandbox/state.hpp"

// What is answered at once: lists, objects, tokens, and whoever is not let in.
namespace checkoutdiag::sandbox {

http::Reply State::refusal(int status, std::string type, std::string code,
                           std::string message) const {
  return answers_.error({status, std::move(type), std::move(code), std::move(message), {}});
}

// What needs no work: everything but a charge.
http::Reply State::at_once(const Asked& asked, std::int64_t now, Changes& changes) {
  const bool taken = asked.access == Access::allowed && !asked.fault_unknown;
  if (taken && asked.route == Route::stored) return stored(asked.id, now);
  return taken && asked.route == Route::token ? make_token(now, changes) : answer(asked);
}

http::Reply State::answer(const Asked& asked) const {
  if (asked.access == Access::live)
    return refusal(403, "invalid_request_error", "live_key",
                   "A live key was sent to a sandbox. It was not kept; treat it as told, and roll "
                   "it.");
  if (asked.access != Access::allowed) {
    http::Reply reply = refusal(401, "invalid_request_error", "unauthorized",
                                asked.access == Access::wrong ? "The API key is not the sandbox's."
                                                              : "There is no API key.");
    reply.headers.push_back({"WWW-Authenticate", "Bearer"});
    return reply;
  }
  if (asked.fault_unknown)
    return refusal(400, "invalid_request_error", "unknown_fault",
                   "Checkoutdiag-Fault is not a fault that the sandbox has.");
  switch (asked.route) {
    case Route::list:
      return list(asked);
    case Route::one:
      return one(asked.id);
    case Route::no_method: {
      http::Reply reply = refusal(405, "invalid_request_error", "method_not_allowed",
                                  "This path has other methods: " + asked.allow + ".");
      reply.headers.push_back({"Allow", asked.allow});
      return reply;
    }
    default:
      return refusal(404, "invalid_request_error", "not_found", "There is no such path.");
  }
}

// As Mangopay has it: the first answer to a key, in an envelope.
http::Reply State::stored(const std::string& key, std::int64_t now) {
  const KeyEntry* entry = keys_.find(key, now);
  if (!entry || entry->ticket != 0)
    return refusal(404, "invalid_request_error", "resource_missing",
                   "There is no answer to that idempotency key.");
  const std::string resource =
      entry->body.empty() ? answers_.charge(entry->status, charges_[by_id_.at(entry->charge)]).body
                          : entry->body;
  return json_reply(
      200, fmt::format(R"({{"StatusCode":"{}","ContentType":"application/json","Resource":{}}})",
                       entry->status, resource));
}

http::Reply State::make_token(std::int64_t now, Changes& changes) {
  const Token& token =
      tokens_.add({.id = make_id("tok_"), .expires = now + options_.token_life.count()});
  ++tokens_.made;
  changes.emplace_back(token);
  return json_reply(
      201, fmt::format(R"({{"id":"{}","object":"token","expires_at":{},"used":false}})", token.id,
                       token.expires / 1000));
}

http::Reply State::list(const Asked& asked) const {
  std::vector<KeptCharge> found;
  std::size_t total = 0;
  for (auto it = charges_.rbegin(); it != charges_.rend(); ++it) {
    if (asked.of_reference && it->charge.reference != *asked.of_reference) continue;
    if (asked.of_key && it->charge.key != *asked.of_key) continue;
    if (++total <= asked.limit) found.push_back(*it);
  }
  return answers_.list(found, total);
}

http::Reply State::one(const std::string& id) const {
  const auto it = by_id_.find(id);
  if (it == by_id_.end())
    return refusal(404, "invalid_request_error", "resource_missing", "There is no such charge.");
  return answers_.charge(200, charges_[it->second]);
}

}  // namespace checkoutdiag::sandbox
