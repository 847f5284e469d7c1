#include "checks/fields/fields.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTML: a pattern that does not compile checks nothing",
     "https://html.spec.whatwg.org/multipage/input.html#compiled-pattern-regular-expression"},
    {"HTML: which attributes a type has",
     "https://html.spec.whatwg.org/multipage/input.html#do-not-apply"},
    {"ECMA-262 section 22.2.1: what the flag v reserves in a class",
     "https://tc39.es/ecma262/#prod-ClassSetCharacter"},
};

void run(const SchemaCase& seen, Outcome& outcome) {
  for (const Field& each : seen.front.fields)
    if (!each.ignored.empty())
      outcome
          .fail("a rule of {} checks nothing in a browser: {}", text::printable(each.name, 80),
                each.ignored)
          .with("field", each.name);
}

}  // namespace

constinit const Check<SchemaCase> pattern_ignored{
    .rule = {.id = "fields/pattern-ignored",
             .level = Level::error,
             .title = "a rule of the form is one that browsers skip, so it checks nothing",
             .why = "Browsers compile the attribute pattern with the flag v, which reserves more "
                    "characters in a class than before: ( ) [ ] { } / - | and doubled punctuation. "
                    "One that does not compile is skipped in silence, as are pattern and maxlength "
                    "of type=number and all rules of a form with novalidate: every value passes.",
             .fix = "escape these characters within classes, such as [\\-\\/] and [\\(\\)]; give "
                    "digits type=text with inputmode=numeric; take novalidate away, or check in a "
                    "script",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
