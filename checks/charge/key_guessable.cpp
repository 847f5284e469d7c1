#include <algorithm>
#include <map>

#include "checks/charge/audit_words.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field: a UUID or a similar random key is recommended",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 9562 section 5.4: UUID version 4", "https://www.rfc-editor.org/rfc/rfc9562#section-5.4"},
    {"Stripe: idempotent requests, on keys with enough entropy to avoid collisions",
     "https://docs.stripe.com/api/idempotent_requests"},
};

// Below it a program that makes many keys must expect two that are alike.
constexpr double kLeastBits = 64;

struct Weak {
  Mutations requests;
  double bits = 0;  // of the strongest of them
  std::string form;
};

std::string form_of(const Mutation& each, const KeyStrength& strength) {
  return each.key == each.reference ? "the order's reference alone" : strength.form;
}

// One of each host and form, in the order of sending; a constant key is told of as such.
std::vector<Weak> weak_keys(const AuditCase& seen) {
  std::vector<Weak> all;
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for (const Mutations& requests : by_key(seen)) {
    const Mutation& first = *requests.front();
    const KeyStrength strength = strength_of(first.key);
    if (strength.bits >= kLeastBits || use_of(requests) == KeyUse::constant) continue;
    std::string form = form_of(first, strength);
    const auto [place, fresh] = known.try_emplace({first.host, form}, all.size());
    if (fresh) all.push_back({{}, 0, std::move(form)});
    Weak& weak = all[place->second];
    weak.requests.push_back(&first);
    weak.bits = std::max(weak.bits, strength.bits);
  }
  return all;
}

void run(const AuditCase& seen, Outcome& outcome) {
  const std::vector<Weak> all = weak_keys(seen);
  for (std::size_t i = 0; i < std::min(all.size(), kMostFindings); ++i) {
    const Weak& weak = all[i];
    const Mutation& first = *weak.requests.front();
    const std::vector<std::string> keys = shown_keys(weak.requests);
    Finding& finding = outcome.fail(
        "{} to {} {} {} ({}), which leaves at most {:.0f} bits to chance; {} are wanted",
        counted(weak.requests.size(), "key"), first.host,
        weak.requests.size() == 1 ? "is" : "are each", weak.form, listed(keys), weak.bits,
        static_cast<int>(kLeastBits));
    describe(finding, seen, weak.requests, first)
        .with("keys", keys)
        .with("form", weak.form)
        .with("bits_at_most", static_cast<std::int64_t>(weak.bits));
  }
  tell_rest(outcome, all.size());
}

}  // namespace

constinit const Check<AuditCase> key_guessable{
    .rule = {.id = "charge/key-guessable",
             .level = Level::warning,
             .title = "idempotency keys can be guessed, or can come twice",
             .why = "A time, a counter or an order number is not unique for long: two shops on one "
                    "account, a test beside production, a database that was set back, or two "
                    "requests in one millisecond make the same key again, and the second charge "
                    "is answered with the first one's result.",
             .fix =
                 "make keys by chance: a UUID version 4, or at least 64 random bits, stored with "
                 "the order; or, where a key must follow from the order, a UUID version 5 of "
                 "the order's number and a secret of yours",
             .references = kReferences},
    .skip = &no_keys,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
