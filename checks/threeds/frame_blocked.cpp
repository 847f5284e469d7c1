#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Content Security Policy Level 3: frame-src",
     "https://www.w3.org/TR/CSP3/#directive-frame-src"},
    {"MDN: CSP frame-src",
     "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/"
     "Content-Security-Policy/frame-src"},
    {"braintree-web #497: issuers' hosts in a frame-src",
     "https://github.com/braintree/braintree-web/issues/497"},
};

// A form into the whole window needs no frame; who names an ACS means one.
bool is_whole_window(const PageCase& seen) {
  if (seen.acs || seen.method_url) return false;
  bool has_form = false;
  for (const page::Form& each : seen.seen.forms) {
    if (each.role == page::Role::other) continue;
    if (!is_window(each.target)) return false;
    has_form = true;
  }
  return has_form;
}

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  return is_whole_window(seen) ? "the challenge takes the whole window: its form has no frame" : "";
}

void run(const PageCase& seen, Outcome& outcome) {
  std::vector<Party> parties = parties_of(seen, true);
  // What the ACS posts in the end comes up in the same frame.
  if (seen.notification && seen.seen.is_address_known)
    parties.push_back({"the notification", *seen.notification, false});
  judge_directive(seen, page::Directive::frame, parties, outcome);
}

}  // namespace

constinit const Check<PageCase> frame_blocked{
    .rule = {.id = "threeds/frame-blocked",
             .level = Level::error,
             .title = "the page's policy lets it frame any ACS",
             .why = "Each issuer has an ACS of its own, on hosts that nobody can list and that "
                    "change. What frame-src (else child-src, else default-src) does not name stays "
                    "blank, without a request: the shopper sees nothing, and the issuer ends the "
                    "transaction. A page that frames its gateway's page alone, which frames the "
                    "ACS, needs the gateway's host only.",
             .fix = "let the checkout page frame any of https, the only list that works for every "
                    "ACS, and keep the rest of its policy\n"
                    "  frame-src https:",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
