#include "checks/fields/value_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"EMV 3-D Secure: cardholderName has 2 to 45 characters",
     "https://www.emvco.com/emv-technologies/3-d-secure/"},
    {"Postal codes by country (Google's address data)",
     "https://chromium-i18n.appspot.com/ssl-address"},
};

void run(const ValuesCase& seen, Outcome& outcome) {
  tell(seen, Weight::doubtful, outcome);
}

}  // namespace

constinit const Check<ValuesCase> value_doubtful{
    .rule = {.id = "fields/value-doubtful",
             .level = Level::warning,
             .title = "some gateways refuse the value, or read it in another way",
             .why = "Where the standards leave room, gateways differ: in the time zone of an "
                    "expiry, in letters beyond ASCII, in brands that they know. A value that one "
                    "takes may fail at the next one, or later, at 3-D Secure.",
             .fix = "look up what this gateway says of the field; where it takes the value, waive "
                    "this finding with the reason",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
