#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the challenge flow", "https://docs.3dsecure.io/3dsv2/challenge_flow.html"},
    {"3dsecure.io: the 3DS Method", "https://docs.3dsecure.io/3dsv2/3dsmethod.html"},
};

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  return seen.seen.forms.empty()
             ? "the HTML has no form of 3-D Secure; what scripts make is not seen"
             : "";
}

void run(const PageCase& seen, Outcome& outcome) {
  for (const page::Form& form : seen.seen.forms)
    for (const std::string& field : form.fields) {
      const std::string_view meant = page::meant_field(field);
      if (meant.empty())
        at_line(outcome.fail("the form has {}, a field of 3-D Secure 1, which the networks "
                             "switched off in October 2022",
                             safe(field)),
                form.line)
            .at_level(Level::warning);
      else if (field != meant)
        at_line(outcome.fail("the form has a field {}: it is called {}", safe(field), meant),
                form.line)
            .with("field", safe(field));
    }
}

}  // namespace

constinit const Check<PageCase> field_name_wrong{
    .rule = {.id = "threeds/field-name-wrong",
             .level = Level::error,
             .title = "the fields of the forms are called as an ACS expects",
             .why = "Names of form fields are told apart by case. An ACS that gets CReq instead of "
                    "creq finds no message at all: it answers with an error page in the frame, or "
                    "with nothing.",
             .fix = "call the fields creq and threeDSSessionData of the challenge, and "
                    "threeDSMethodData of the 3DS Method, in exactly this case; the ACS posts cres",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
