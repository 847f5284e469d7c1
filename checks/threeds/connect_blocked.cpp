#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Content Security Policy Level 3: connect-src",
     "https://www.w3.org/TR/CSP3/#directive-connect-src"},
    {"MDN: CSP connect-src",
     "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/"
     "Content-Security-Policy/connect-src"},
};

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  return seen.apis.empty() ? "which hosts the page's scripts call is not known: see --api" : "";
}

void run(const PageCase& seen, Outcome& outcome) {
  for (const page::Url& each : seen.apis) {
    const auto refused =
        page::refusal(seen.seen.policies, page::Directive::connect, each, seen.seen.url);
    if (!refused) continue;
    if (!refused->unclear.empty())
      outcome.undecided("{}: {}; {}: try it in the browsers that matter", page::shown(each),
                        words_of(*refused), refused->unclear);
    else
      outcome
          .fail("scripts cannot call {}: the page's policy has {}", page::shown(each),
                words_of(*refused))
          .with("directive", refused->written);
  }
  if (outcome.findings.empty() && !seen.knows_headers) outcome.undecided("{}", kNoHeaders);
}

}  // namespace

constinit const Check<PageCase> connect_blocked{
    .rule = {.id = "threeds/connect-blocked",
             .level = Level::error,
             .title = "the page's policy lets its scripts call what authentication needs",
             .why = "The gateway's script begins the authentication and asks for its outcome by "
                    "fetch. What connect-src (else default-src) does not name is not sent, and the "
                    "script sees a network error as if the gateway were down.",
             .fix = "add the host to connect-src in the page's Content-Security-Policy, and where "
                    "only default-src is written, write a connect-src beside it",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
