#include "checks/fields/witness_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ECMA-262 section 22.2: RegExp",
     "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects"},
    {"W3C: accept the formats in which people write their data (WCAG 2.2, 3.3.1)",
     "https://www.w3.org/WAI/WCAG22/Understanding/error-identification.html"},
};

std::string_view skip(const PairCase& seen) {
  return seen.rules.is_fixed ? "the page has the value, and nobody types another" : "";
}

void run(const PairCase& seen, Outcome& outcome) {
  const regex::Comparison& found = seen.seen;
  if (found.gateway_only && !seen.rules.gateway_unread.empty())
    return outcome.undecided("the front end refuses {}, which the gateway may take: {}",
                             shown(*found.gateway_only), not_read(seen.rules.gateway_unread));
  if (found.gateway_only) {
    Finding& finding = outcome.fail_text("the front end refuses " + shown(*found.gateway_only) +
                                         ", which the gateway takes" + also(found.gateway_kinds));
    finding.with("value", shown(*found.gateway_only));
    for (const regex::Witness& each : found.gateway_kinds)
      finding.with(each.kind, shown(each.value));
    return;
  }
  if (found.verdict == regex::Verdict::unknown)
    return outcome.undecided("the two rules cannot be compared: {}", found.reason);
  if (!seen.rules.front_unread.empty())
    outcome.undecided("the front end may refuse more than was compared: {}",
                      not_read(seen.rules.front_unread));
}

}  // namespace

constinit const Check<PairCase> front_stricter{
    .rule = {.id = "fields/front-stricter",
             .level = Level::warning,
             .title = "the form refuses values that the gateway takes",
             .why = "A shopper with such a value cannot pay at all, and nothing of it shows in "
                    "the gateway's dashboard: the request is never sent.",
             .fix = "let the form take what the gateway takes; where it means to be stricter, "
                    "waive this finding with the reason",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
