#include <fmt/core.h>

#include "checks/fields/witness_words.hpp"
#include "checks/shell.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ECMA-262 section 22.2: RegExp",
     "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects"},
    {"HTML: the pattern attribute matches the whole value",
     "https://html.spec.whatwg.org/multipage/input.html#attr-input-pattern"},
    {"JSON Schema 2020-12 section 6.3.3: patterns are not anchored",
     "https://json-schema.org/draft/2020-12/json-schema-validation#name-pattern"},
};

// What to do in this very case.
std::string fix_of(const PairCase& seen) {
  if (seen.cured_length)
    return fmt::format(
        "let at most {0} characters be typed (maxlength=\"{0}\"): nothing is left "
        "then that the gateway refuses",
        *seen.cured_length);
  if (!seen.cured_by.empty())
    return "normalise the value before it is sent: with " + seen.cured_by +
           " nothing is left that the gateway refuses; compare again with it:" + paste(seen.again);
  // Where rules were not compared no normaliser was tried.
  const std::string words = !seen.rules.gateway_unread.empty() ? "give the form the gateway's rule"
                            : seen.rules.normaliser.empty()
                                ? "give the form the gateway's rule; no normaliser (spaces, "
                                  "hyphens, case) is enough"
                                : "give the form the gateway's rule; what is done to the value "
                                  "before it is sent is not enough";
  if (seen.front_rule.empty()) return words;
  return words + ":" + paste(text::printable(text::redacted(seen.front_rule), 400));
}

void run(const PairCase& seen, Outcome& outcome) {
  const regex::Comparison& found = seen.seen;
  if (found.front_only && !seen.rules.front_unread.empty())
    return outcome.undecided("the front end may take {}, which the gateway refuses: {}",
                             shown(*found.front_only), not_read(seen.rules.front_unread));
  if (found.front_only) {
    const std::string sent = regex::utf8_of(
        regex::normalised(seen.rules.normaliser, regex::units_of(*found.front_only)));
    const std::string as = sent == *found.front_only ? "" : ", sent as " + shown(sent) + ",";
    Finding& finding = outcome.fail_text("the front end takes " + shown(*found.front_only) + as +
                                         " and the gateway refuses it" + also(found.front_kinds));
    finding.fixed_by(fix_of(seen));
    finding.with("value", shown(*found.front_only));
    if (sent != *found.front_only) finding.with("sent", shown(sent));
    for (const regex::Witness& each : found.front_kinds)
      finding.with(each.kind, shown(each.value));
  }
  if (found.verdict == regex::Verdict::unknown)
    return outcome.undecided("the two rules cannot be compared: {}", found.reason);
  if (!found.front_only && !seen.rules.gateway_unread.empty())
    outcome.undecided("the gateway may refuse more than was compared: {}",
                      not_read(seen.rules.gateway_unread));
}

}  // namespace

constinit const Check<PairCase> front_laxer{
    .rule = {.id = "fields/front-laxer",
             .level = Level::error,
             .title = "the form lets values through that the gateway refuses",
             .why = "What the form accepts and the gateway's schema refuses fails behind the "
                    "shopper's back: the token or the charge is refused, or dropped, and no field "
                    "turns red.",
             .fix = "give the form the gateway's rule, anchored at both ends, or normalise the "
                    "value (spaces, hyphens, case) before it is sent, and compare again with that "
                    "normaliser:\n"
                    "  checkoutdiag fields diff --front FRONT --gateway GATEWAY --normalise spaces",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
