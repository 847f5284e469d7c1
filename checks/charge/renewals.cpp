#include "checks/charge/renewals.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace checkoutdiag::charge {
namespace {

constexpr std::chrono::hours kDay{24};

// Statuses after which clients try again, and which leave open that the charge was made. 429 does
// not: what was turned away was not executed.
bool invites_retry(int status) {
  return status >= 500 || status == 408 || status == 409 || status == 423 || status == 425;
}

// A key's first and last request among those of one fingerprint, as positions.
struct Span {
  std::size_t first, last;
};

std::vector<Span> spans_of(const Mutations& requests) {
  std::vector<Span> spans;
  std::unordered_map<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto [place, fresh] = known.try_emplace(requests[i]->key, spans.size());
    if (fresh)
      spans.push_back({i, i});
    else
      spans[place->second].last = i;
  }
  return spans;
}

std::optional<Renewal> renewal_between(const AuditCase& seen, const Mutations& requests,
                                       const Span& old, const Span& fresh) {
  using Cause = Renewal::Cause;
  const bool overlap = fresh.first < old.last;
  const Mutation& before = *requests[overlap ? old.first : old.last];
  const Mutation& after = *requests[fresh.first];
  if (elapsed(before, after).value_or(0) > retry_window(gateway_of(seen, before)).count())
    return std::nullopt;
  if (!moves_money(seen, before) || cancelled_between(seen, before, after)) return std::nullopt;
  const bool asked = looked_up(seen, before, after);
  if (overlap) return Renewal{&before, &after, Cause::at_once, false};
  if (before.no_answer) return Renewal{&before, &after, Cause::unanswered, asked};
  if (invites_retry(before.status)) return Renewal{&before, &after, Cause::failed, asked};
  if (is_success(before)) return Renewal{&before, &after, Cause::answered, false};
  return std::nullopt;  // it was refused: another try is another charge, and has a key of its own
}

}  // namespace

bool is_sdk_key(std::string_view key) {
  return key.starts_with("stripe-node-retry-");
}

std::chrono::milliseconds retry_window(const Profile* gateway) {
  if (gateway && gateway->retention && *gateway->retention < kDay) return *gateway->retention;
  return kDay;
}

bool Renewed::has(Renewal::Cause cause) const {
  return first([&](const Renewal& each) { return each.cause == cause; }) != nullptr;
}

const Renewal* Renewed::first(const std::function<bool(const Renewal&)>& chosen) const {
  const auto found = std::find_if(renewals.begin(), renewals.end(), chosen);
  return found == renewals.end() ? nullptr : &*found;
}

std::vector<Renewed> renewed(const AuditCase& seen) {
  std::vector<Renewed> all;
  for (Mutations& requests : by_fingerprint(seen)) {
    const std::vector<Span> spans = spans_of(requests);
    std::vector<Renewal> renewals;
    for (std::size_t i = 1; i < spans.size(); ++i)
      if (const auto renewal = renewal_between(seen, requests, spans[i - 1], spans[i]))
        renewals.push_back(*renewal);
    if (!renewals.empty()) all.push_back({std::move(requests), spans.size(), std::move(renewals)});
  }
  return all;
}

bool one_order(const Renewal& renewal) {
  const Mutation &before = *renewal.before, &after = *renewal.after;
  if (before.operation != Operation::charge && before.operation != Operation::authorize)
    return false;
  return (names_order(before) && before.reference == after.reference) ||
         (!before.answer_id.empty() && before.answer_id == after.answer_id);
}

Mutations unseen_pair(const AuditCase& seen, bool lost) {
  const auto suspicious = [&](const Mutation& each) {
    return lost ? each.no_answer : invites_retry(each.status) || is_success(each);
  };
  for (const Mutations& same : grouped(seen.seen.mutations, [](const Mutation& each) {
         return is_keyed(each) ? each.method + ' ' + each.host + each.path : std::string();
       }))
    for (std::size_t i = 1; i < same.size(); ++i) {
      const Mutation &before = *same[i - 1], &after = *same[i];
      const bool unseen = before.fingerprint.empty() || after.fingerprint.empty();
      if (unseen && before.key != after.key && suspicious(before)) return {&before, &after};
    }
  return {};
}

}  // namespace checkoutdiag::charge
