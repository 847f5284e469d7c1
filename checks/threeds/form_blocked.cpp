#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Content Security Policy Level 3: form-action",
     "https://www.w3.org/TR/CSP3/#directive-form-action"},
    {"MDN: CSP form-action",
     "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/"
     "Content-Security-Policy/form-action"},
};

std::string_view skip(const PageCase& seen) {
  return seen.unread.empty() ? "" : kUnread;
}

void run(const PageCase& seen, Outcome& outcome) {
  judge_directive(seen, page::Directive::form_action, parties_of(seen, false), outcome);
}

}  // namespace

constinit const Check<PageCase> form_blocked{
    .rule = {.id = "threeds/form-blocked",
             .level = Level::error,
             .title = "the page's policy lets its forms go to any ACS",
             .why = "The creq goes to the ACS as a form, and form-action says where forms may go. "
                    "It has no fallback, so that it is easily forgotten beside a frame-src that is "
                    "right; browsers apply it to redirects too.",
             .fix = "let the checkout page's forms go to any of https, or leave form-action out, "
                    "and keep the rest of the policy\n"
                    "  form-action 'self' https:",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
