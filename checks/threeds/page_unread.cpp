#include "checks/threeds/page.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110: HTTP semantics, status codes",
     "https://www.rfc-editor.org/rfc/rfc9110#name-status-codes"},
};

void run(const PageCase& seen, Outcome& outcome) {
  if (!seen.unread.empty())
    outcome.undecided("{}", seen.unread);
  else if (seen.seen.is_cut)
    outcome.undecided(
        "the page has more frames, or forms of 3-D Secure, than are judged: save the part of it "
        "that has the challenge, and give that file");
}

}  // namespace

constinit const Check<PageCase> page_unread{
    .rule = {.id = "threeds/page-unread",
             .level = Level::error,
             .title = "the checkout page could be read",
             .why = "A page that needs a session, or that does not come, has headers and HTML of "
                    "its own: those of a login or of an error say nothing of the checkout.",
             .fix = "save the page from a browser that is at the checkout, and give the file with "
                    "the headers that the page came with:\n"
                    "  checkoutdiag threeds page page.html --origin ORIGIN --header HEADER",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
