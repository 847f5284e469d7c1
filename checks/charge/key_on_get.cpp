#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: keys have no effect on GET and DELETE",
     "https://docs.stripe.com/api/idempotent_requests"},
    {"RFC 9110 section 9.2.2: idempotent methods",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
};

std::string_view skip(const AuditCase& seen) {
  if (seen.seen.requests == 0) return "no request was seen";
  return {};
}

void run(const AuditCase& seen, Outcome& outcome) {
  const auto groups =
      grouped(seen.seen.reads, [](const Mutation& each) { return each.method + '\n' + each.host; });
  for (std::size_t i = 0; i < std::min(groups.size(), kMostFindings); ++i) {
    const Mutation& first = *groups[i].front();
    Finding& finding = outcome.fail("{} to {} {} an idempotency key, which does nothing there",
                                    counted(groups[i].size(), first.method + " request"),
                                    first.host, groups[i].size() == 1 ? "carries" : "carry");
    describe(finding, seen, groups[i], first);
  }
  tell_rest(outcome, groups.size());
}

}  // namespace

constinit const Check<AuditCase> key_on_get{
    .rule = {.id = "charge/key-on-get",
             .level = Level::note,
             .title = "idempotency keys are sent with requests that only read",
             .why = "Reading twice changes nothing, so the key does nothing. It tells that the "
                    "client sets the header for all requests alike, where nobody asks whether two "
                    "of them are one charge.",
             .fix = "set the key where a charge is made, and not for the whole HTTP client",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
