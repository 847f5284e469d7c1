#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTML: maxlength",
     "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fe-maxlength"},
};

void run(const LintCase& seen, Outcome& outcome) {
  if (seen.facts.is_long)
    outcome.fail("it takes values of more than {} characters", LintFacts::kLong);
}

}  // namespace

constinit const Check<LintCase> length_unbounded{
    .rule = {.id = "fields/length-unbounded",
             .level = Level::warning,
             .title = "the field takes values of any length",
             .why = "Gateways refuse what is longer than their own columns, often "
                    "with an error that names no field. A limit in the form tells "
                    "the shopper while it can be mended, and keeps a pattern from "
                    "running over a megabyte.",
             .fix = "give it the gateway's limit (maxlength, maxLength), which is "
                    "often 255, and 45 for a name at 3-D Secure",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
