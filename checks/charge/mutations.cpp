#include "checks/charge/mutations.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {
namespace {

// Two orders with one key can be a mistake with one of them; three are a habit.
constexpr std::size_t kConstant = 3;
constexpr std::size_t kLeastIdBytes = 8;

// What can stand neither in a host nor in a fingerprint.
constexpr char kBetween = '\n';

bool is_redirected(const Mutation& each) {
  return each.status >= 300 && each.status < 400;
}

bool is_id(std::string_view segment) {
  const auto digits = std::count_if(segment.begin(), segment.end(), text::is_digit);
  if (digits == 0) return false;
  return static_cast<std::size_t>(digits) == segment.size() || segment.size() >= kLeastIdBytes ||
         segment.find('_') != std::string_view::npos;
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

std::optional<std::int64_t> elapsed(const Mutation& before, const Mutation& after) {
  if (!before.at || !after.at) return std::nullopt;
  std::int64_t ms = 0;
  if (!__builtin_sub_overflow(*after.at, *before.at, &ms)) return ms;
  return *after.at < *before.at ? std::numeric_limits<std::int64_t>::min()
                                : std::numeric_limits<std::int64_t>::max();
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

bool moves_money(const AuditCase& seen, const Mutation& each) {
  if (each.operation != Operation::other && each.operation != Operation::cancel) return true;
  const Profile* gateway = gateway_of(seen, each);
  return !gateway || gateway->paths.empty();
}

std::string owner_of(const AuditCase& seen, const Mutation& each) {
  const Profile* gateway = gateway_of(seen, each);
  std::string owner = each.host;
  if (gateway && gateway->name != "generic") {
    if (matches_host(gateway->test_hosts, each.host))
      owner = gateway->name + " test";
    else if (matches_host(gateway->hosts, each.host))
      owner = gateway->name;
  }
  return owner + kBetween + each.account;
}

namespace {

// Whether a moment, or a place in the file where one has no time, is between two requests.
template <class Seen>
bool is_between(const Mutation& before, const Seen& each, const Mutation& after) {
  if (before.at && each.at && after.at) return *before.at <= *each.at && *each.at <= *after.at;
  return before.index < each.index && each.index < after.index;
}

}  // namespace

bool looked_up(const AuditCase& seen, const Mutation& before, const Mutation& after) {
  return std::any_of(seen.seen.lookups.begin(), seen.seen.lookups.end(), [&](const Lookup& each) {
    return (each.host == before.host || each.profile == before.profile) &&
           is_between(before, each, after);
  });
}

bool cancelled_between(const AuditCase& seen, const Mutation& before, const Mutation& after) {
  return std::any_of(
      seen.seen.mutations.begin(), seen.seen.mutations.end(), [&](const Mutation& each) {
        return each.cancels_key && is_success(each) && each.key == before.key &&
               owner_of(seen, each) == owner_of(seen, before) && is_between(before, each, after);
      });
}

std::vector<Mutations> by_key(const AuditCase& seen) {
  return grouped(seen.seen.mutations, [&](const Mutation& each) {
    return is_keyed(each) && !each.cancels_key ? owner_of(seen, each) + kBetween + each.key
                                               : std::string();
  });
}

std::vector<Mutations> by_fingerprint(const AuditCase& seen) {
  return grouped(seen.seen.mutations, [&](const Mutation& each) {
    return is_keyed(each) && !each.cancels_key && !each.fingerprint.empty()
               ? owner_of(seen, each) + kBetween + each.fingerprint
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
  if (same_key.size() < 2) return KeyUse::one;
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
  return unseen ? KeyUse::unknown : KeyUse::one;
}

}  // namespace checkoutdiag::charge
