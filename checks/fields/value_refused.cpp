#include "checks/fields/value_words.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ISO/IEC 7812-1: numbering of cards, and the check digit",
     "https://www.iso.org/standard/70484.html"},
    {"EMV 3-D Secure: protocol and core functions",
     "https://www.emvco.com/emv-technologies/3-d-secure/"},
    {"Postal codes by country (Google's address data)",
     "https://chromium-i18n.appspot.com/ssl-address"},
};

void run(const ValuesCase& seen, Outcome& outcome) {
  tell(seen, Weight::refused, outcome);
  for (const std::string& each : seen.absent)
    outcome.fail("{} is asked for, and no value has that name", text::printable(each, 80))
        .with("field", each)
        .with("reason", word_of(Reason::missing));
  tell(seen, Weight::undecided, outcome);
  if (seen.malformed > 0)
    outcome.undecided("{} of {} records cannot be read, the first one in line {}: {}",
                      seen.malformed, seen.records, seen.first_faulty_line, seen.first_fault);
  if (seen.is_cut_short) outcome.undecided("the run was cut short after {} records", seen.records);
  if (seen.is_stream && seen.records == 0) outcome.undecided("there are no records");
}

}  // namespace

constinit const Check<ValuesCase> value_refused{
    .rule = {.id = "fields/value-refused",
             .level = Level::error,
             .title = "the gateway refuses the value",
             .why = "A value that breaks the gateway's rule, the numbering of cards or the postal "
                    "code of its country is refused behind the form: the token or the charge is "
                    "dropped, and the shopper is told nothing that helps.",
             .fix = "let the form say so while the shopper can still mend it, or normalise the "
                    "value before it is sent (spaces, hyphens, case)",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
