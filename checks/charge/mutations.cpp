#include "checks/charge/mutations.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::chrono::hours kDay{24};
// Two orders with one key can be a mistake with one of them; three are a habit.
constexpr std::size_t kConstant = 3;
constexpr std::size_t kLeastIdBytes = 8;

// What can stand neither in a host nor in a fingerprint.
constexpr char kBetween = '\n';

bool is_redirected(const Mutation& each) {
  return each.status >= 300 && each.status < 400;
}

// Statuses after which clients try again, and which leave open, or deny, that the charge was made.
bool invites_retry(int status) {
  return status >= 500 || status == 408 || status == 409 || status == 423 || status == 425 ||
         status == 429;
}

bool is_id(std::string_view segment) {
  const auto digits = std::count_if(segment.begin(), segment.end(), text::is_digit);
  if (digits == 0) return false;
  return static_cast<std::size_t>(digits) == segment.size() || segment.size() >= kLeastIdBytes ||
         segment.find('_') != std::string_view::npos;
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

// Whether a charge that was made twice is one of these: making a customer or a token again, or
// cancelling again, moves no money. Where nobody says which paths charge, anything may.
bool moves_money(const AuditCase& seen, const Mutation& each) {
  if (each.operation != Operation::other && each.operation != Operation::cancel) return true;
  const Profile* gateway = gateway_of(seen, each);
  return !gateway || gateway->paths.empty();
}

std::optional<Renewal> renewal_between(const AuditCase& seen, const Mutations& requests,
                                       const Span& old, const Span& fresh) {
  using Cause = Renewal::Cause;
  const bool overlap = fresh.first < old.last;
  const Mutation& before = *requests[overlap ? old.first : old.last];
  const Mutation& after = *requests[fresh.first];
  if (before.at && after.at &&
      *after.at - *before.at > retry_window(gateway_of(seen, before)).count())
    return std::nullopt;
  if (overlap) return Renewal{&before, &after, Cause::at_once};
  if (before.no_answer) return Renewal{&before, &after, Cause::unanswered};
  if (invites_retry(before.status)) return Renewal{&before, &after, Cause::failed};
  if (is_success(before) && moves_money(seen, before))
    return Renewal{&before, &after, Cause::answered};
  return std::nullopt;  // it was refused: another try is another charge, and has a key of its own
}

}  // namespace

const Profile* gateway_of(const AuditCase& seen, const Mutation& each) {
  if (seen.profile) return &*seen.profile;
  const std::vector<Profile>& known = profiles();
  const auto found = std::find_if(known.begin(), known.end(), [&](const Profile& profile) {
    return profile.name == each.profile;
  });
  return found == known.end() ? nullptr : &*found;
}

bool is_keyed(const Mutation& each) {
  return each.takes_key && !each.key.empty() && !is_redirected(each);
}

bool is_success(const Mutation& each) {
  return !each.no_answer && each.status >= 200 && each.status < 300;
}

bool names_order(const Mutation& each) {
  return std::any_of(each.reference.begin(), each.reference.end(), text::is_digit);
}

std::vector<Mutations> grouped(const std::vector<Mutation>& all,
                               const std::function<std::string(const Mutation&)>& name) {
  std::vector<Mutations> groups;
  std::unordered_map<std::string, std::size_t> known;
  for (const Mutation& each : all) {
    std::string called = name(each);
    if (called.empty()) continue;
    const auto [place, fresh] = known.try_emplace(std::move(called), groups.size());
    if (fresh) groups.emplace_back();
    groups[place->second].push_back(&each);
  }
  return groups;
}

std::vector<Mutations> by_key(const AuditCase& seen) {
  return grouped(seen.seen.mutations, [](const Mutation& each) {
    return is_keyed(each) ? each.host + kBetween + each.key : std::string();
  });
}

std::vector<Mutations> by_fingerprint(const AuditCase& seen) {
  return grouped(seen.seen.mutations, [](const Mutation& each) {
    return is_keyed(each) && !each.fingerprint.empty() ? each.host + kBetween + each.fingerprint
                                                       : std::string();
  });
}

std::string route(std::string_view path) {
  std::string text;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    const bool slash = segment.front() == '/';
    text += is_id(segment.substr(slash)) ? (slash ? "/{id}" : "{id}") : segment;
    path.remove_prefix(end);
  }
  return text;
}

std::size_t orders_in(const Mutations& requests) {
  std::set<std::pair<bool, std::string_view>> orders;
  for (const Mutation* each : requests)
    if (names_order(*each))
      orders.emplace(true, each->reference);
    else if (!each->fingerprint.empty())
      orders.emplace(false, each->fingerprint);
  return orders.size();
}

KeyUse use_of(const Mutations& same_key) {
  std::map<Operation, Mutations> purposes;
  for (const Mutation* each : same_key)
    purposes[each->operation].push_back(each);
  if (std::any_of(purposes.begin(), purposes.end(),
                  [](const auto& purpose) { return orders_in(purpose.second) >= kConstant; }))
    return KeyUse::constant;
  if (purposes.size() > 1) return KeyUse::shared;
  std::set<std::string_view> bodies;
  std::set<std::pair<std::string_view, std::string_view>> targets;
  bool unseen = false;
  for (const Mutation* each : same_key) {
    targets.emplace(each->method, each->path);
    if (each->fingerprint.empty())
      unseen = true;
    else
      bodies.insert(each->fingerprint);
  }
  if (bodies.size() > 1 || targets.size() > 1) return KeyUse::reused;
  return unseen && same_key.size() > 1 ? KeyUse::unknown : KeyUse::one;
}

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
         return is_keyed(each) ? each.method + kBetween + each.host + each.path : std::string();
       }))
    for (std::size_t i = 1; i < same.size(); ++i) {
      const Mutation &before = *same[i - 1], &after = *same[i];
      const bool unseen = before.fingerprint.empty() || after.fingerprint.empty();
      if (unseen && before.key != after.key && suspicious(before)) return {&before, &after};
    }
  return {};
}

}  // namespace checkoutdiag::charge
