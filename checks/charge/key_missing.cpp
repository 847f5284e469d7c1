#include <algorithm>
#include <unordered_map>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 9.2.2: POST is not idempotent",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
    {"The Idempotency-Key HTTP header field",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
};

// POSTs that ask, or make what expires by itself: done twice, they cost nothing.
constexpr std::string_view kHarmless[] = {"token", "tokens", "introspect",    "search",
                                          "query", "login",  "paymentMethods"};

bool is_harmless(const Mutation& each) {
  if (each.operation != Operation::other) return false;
  const std::string_view path = each.path, last = path.substr(path.rfind('/') + 1);
  return std::find(std::begin(kHarmless), std::end(kHarmless), last) != std::end(kHarmless);
}

bool wants_key(const Mutation& each) {
  return each.takes_key && each.key.empty() && !is_harmless(each);
}

std::string place_name(const Mutation& each) {
  return each.method + '\n' + each.host + '\n' + route(each.path);
}

// How many were sent again after no answer or an error: the accident itself.
std::size_t retries_in(const Mutations& requests) {
  std::unordered_map<std::string_view, const Mutation*> last;
  std::size_t count = 0;
  for (const Mutation* each : requests) {
    if (each->fingerprint.empty()) continue;
    const Mutation*& before = last[each->fingerprint];
    if (before && (before->no_answer || before->status >= 500)) ++count;
    before = each;
  }
  return count;
}

void tell(const AuditCase& seen, const Mutations& requests, Outcome& outcome) {
  const Mutation& first = *requests.front();
  const Profile* gateway = gateway_of(seen, first);
  const std::size_t retries = retries_in(requests);
  std::string again;
  if (retries > 0)
    again = fmt::format("; {} of them {} an identical one that got no answer or an error", retries,
                        retries == 1 ? "repeats" : "repeat");
  Finding& finding = outcome.fail(
      "{} went to {}{} without an idempotency key ({}), so {} cannot tell a retry from another "
      "charge{}",
      counted(requests.size(), first.method + " request"), first.host, route(first.path),
      key_place(gateway), title_of(gateway), again);
  // What else a known gateway has may do no harm when it is done twice, or take no key at all.
  if (!moves_money(seen, first)) finding.at_level(Level::note);
  describe(finding, seen, requests, first)
      .with("retries", static_cast<std::int64_t>(retries))
      .fixed_by(keep_key_fix(gateway, false));
}

void say_unseen(const AuditCase& seen, Outcome& outcome) {
  std::size_t count = 0;
  const Mutation* first = nullptr;
  for (const Mutation& each : seen.seen.mutations)
    if (wants_key(each) && !each.assessable && count++ == 0) first = &each;
  if (first)
    outcome.undecided(
        "{} cannot be judged: {} looks for the key in the body, and the recording has no body (the "
        "first is {}); browsers leave bodies out, so give a recording that has them",
        counted(count, "request"), title_of(gateway_of(seen, *first)), spot(seen, *first));
}

std::string_view skip(const AuditCase& seen) {
  const std::vector<Mutation>& all = seen.seen.mutations;
  if (std::none_of(all.begin(), all.end(), [](const Mutation& each) { return each.takes_key; }))
    return "no request to a gateway that takes keys was seen";
  if (seen.seen.browser)
    return "only a browser's requests were seen, and those the gateway's own script makes";
  return {};
}

void run(const AuditCase& seen, Outcome& outcome) {
  const auto missing = grouped(seen.seen.mutations, [](const Mutation& each) {
    return wants_key(each) && each.assessable ? place_name(each) : std::string();
  });
  for (std::size_t i = 0; i < std::min(missing.size(), kMostFindings); ++i)
    tell(seen, missing[i], outcome);
  tell_rest(outcome, missing.size());
  say_unseen(seen, outcome);
}

}  // namespace

constinit const Check<AuditCase> key_missing{
    .rule = {.id = "charge/key-missing",
             .level = Level::error,
             .title = "requests that change something carry no idempotency key",
             .why = "A POST that is sent twice is done twice. Connections break after the gateway "
                    "has charged and before it can say so, and whatever retries then, the program, "
                    "its HTTP client or a proxy, charges again: without a key the gateway cannot "
                    "know that it has done it.",
             .fix = "make a random key for each charge, store it with the order, and send it in "
                    "every request for that charge",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
