#include "checks/charge/audit_words.hpp"

#include <algorithm>
#include <set>

#include "lib/charge/key.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::size_t kMostRequests = 10, kMostKeys = 10;
constexpr std::size_t kLongestKey = 80;
constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                       kDay = 24 * kHour;

std::string shown(const Mutation& each) {
  return text::printable(shown_key(each.key), kLongestKey);
}

// "line 3: POST api.stripe.com/v1/charges, key 1b9d6bcd-…, 503".
std::string told(const AuditCase& seen, const Mutation& each) {
  const std::string key = each.key.empty() ? "no key" : "key " + shown(each);
  const std::string answer = each.no_answer ? "no answer" : fmt::format("{}", each.status);
  return fmt::format("{}: {}, {}, {}", spot(seen, each), called(each), key, answer);
}

std::vector<std::string> told(const AuditCase& seen, const Mutations& requests) {
  std::vector<std::string> list;
  for (const Mutation* each : requests) {
    if (list.size() == kMostRequests) {
      list.push_back(fmt::format("and {} more", requests.size() - kMostRequests));
      break;
    }
    list.push_back(told(seen, *each));
  }
  return list;
}

// What came by a pipe or was recorded just now has no lines that anybody could open.
bool is_file(std::string_view source) {
  return !source.empty() && source != "-" && source != "stdin" && !source.starts_with("recorded");
}

}  // namespace

std::string spot(const AuditCase& seen, const Mutation& each) {
  const std::vector<Mutation>& all = seen.seen.mutations;
  const bool one_line = all.size() > 1 && all.front().line == all.back().line;
  return one_line ? fmt::format("request {}", each.index + 1) : fmt::format("line {}", each.line);
}

std::string called(const Mutation& each) {
  return each.method + " " + each.host + each.path;
}

std::string called_with_order(const Mutation& each) {
  if (!names_order(each)) return called(each);
  const std::string order = text::printable(each.reference, kLongestKey);
  const bool says_so = text::lower(order).starts_with("order");
  return (says_so ? "" : "order ") + order + ": " + called(each);
}

std::string outcome_text(const Mutation& each) {
  if (each.no_answer) return "got no answer";
  return fmt::format("was answered with {}", each.status);
}

std::string duration_text(std::int64_t ms) {
  ms = std::max<std::int64_t>(ms, 0);
  if (ms < kSecond) return fmt::format("{} ms", ms);
  if (ms < 2 * kMinute) return fmt::format("{}.{} s", ms / kSecond, ms % kSecond / 100);
  if (ms < 2 * kHour) return fmt::format("{} minutes", ms / kMinute);
  if (ms < 3 * kDay) return fmt::format("{} hours", ms / kHour);
  return fmt::format("{} days", ms / kDay);
}

std::string gap_text(const Mutation& before, const Mutation& after) {
  const auto ms = elapsed(before, after);
  return ms ? " " + duration_text(*ms) + " later" : std::string();
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string title_of(const Profile* gateway) {
  return gateway && !gateway->title.empty() && gateway->name != "generic"
             ? text::printable(gateway->title)
             : "the gateway";
}

std::string key_place(const Profile* gateway) {
  if (!gateway || gateway->place == KeyPlace::none || gateway->key_name.empty())
    return "the header Idempotency-Key";
  return (gateway->place == KeyPlace::header ? "the header " : "the body's member ") +
         text::printable(gateway->key_name);
}

std::string keep_key_fix(const Profile* gateway, bool sdk) {
  const std::string fix =
      "make the key once for each charge, write it down with the order before the first request "
      "goes out, and send that key in every retry, whichever process does it, in " +
      key_place(gateway);
  if (!sdk) return fix;
  return fix +
         "\nthe Stripe SDK makes a key of its own for each call that has none, so give it yours:\n"
         "  await stripe.charges.create(charge, {idempotencyKey: order.idempotencyKey})";
}

Finding& describe(Finding& finding, const AuditCase& seen, const Mutations& requests,
                  const Mutation& at) {
  if (const Profile* gateway = gateway_of(seen, at)) finding.with("gateway", gateway->title);
  if (names_order(at)) finding.with("order", at.reference);
  finding.with("count", static_cast<std::int64_t>(requests.size()))
      .with("requests", told(seen, requests));
  if (is_file(seen.seen.source)) finding.place = Place{seen.seen.source, at.line};
  return finding;
}

std::vector<std::string> shown_keys(const Mutations& requests) {
  std::vector<std::string> keys;
  std::set<std::string_view> known;
  for (const Mutation* each : requests)
    if (known.insert(each->key).second && keys.size() < kMostKeys) keys.push_back(shown(*each));
  return keys;
}

void tell_rest(Outcome& outcome, std::size_t found) {
  if (found > kMostFindings)
    outcome.fail("and {} more of the same kind, which are not listed", found - kMostFindings);
}

std::string_view no_keys(const AuditCase& seen) {
  const std::vector<Mutation>& all = seen.seen.mutations;
  if (std::any_of(all.begin(), all.end(), &is_keyed)) return {};
  return "no request with an idempotency key was seen";
}

std::string_view no_repeats(const AuditCase& seen) {
  if (const std::string_view why = no_keys(seen); !why.empty()) return why;
  const std::vector<Mutations> keys = by_key(seen);
  if (std::any_of(keys.begin(), keys.end(), [](const Mutations& each) { return each.size() > 1; }))
    return {};
  return "no idempotency key was seen twice";
}

}  // namespace checkoutdiag::charge
