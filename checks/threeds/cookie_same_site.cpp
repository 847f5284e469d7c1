#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"GoogleChromeLabs: SameSite and 3-D Secure",
     "https://github.com/GoogleChromeLabs/samesite-examples/blob/master/3d-secure.md"},
    {"Chromium: SameSite updates", "https://www.chromium.org/updates/same-site/"},
    {"MDN: Set-Cookie, SameSite",
     "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie"},
};

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  for (const page::Cookie& each : seen.seen.cookies)
    if (page::may_be_session(each)) return "";
  if (!seen.knows_headers) return "the headers that the page came with are not known";
  return "the page sets no cookie that may be the shopper's session";
}

std::string_view reason(const page::Cookie& cookie) {
  if (cookie.same_site == "lax") return "has SameSite=Lax";
  if (cookie.same_site == "strict") return "has SameSite=Strict";
  if (cookie.same_site == "none") return "has SameSite=None without Secure, which Chromium refuses";
  return "has no SameSite, which Chromium takes as Lax once it is two minutes old";
}

void run(const PageCase& seen, Outcome& outcome) {
  for (const page::Cookie& each : seen.seen.cookies) {
    if (!page::may_be_session(each) || page::goes_cross_site(each)) continue;
    outcome
        .fail(
            "cookie {} {}: the ACS's POST to the notification URL comes without it, and the shop "
            "sees a stranger",
            text::printable(safe(each.name), 60), reason(each))
        .with("cookie", safe(each.name))
        .with("same_site", each.same_site.empty() ? "not said" : each.same_site);
  }
}

}  // namespace

constinit const Check<PageCase> cookie_same_site{
    .rule = {.id = "threeds/cookie-same-site",
             .level = Level::warning,
             .title = "the shop knows its shopper when the notification comes",
             .why = "The result comes to the notification URL as a POST from the ACS's page, which "
                    "is another site. Cookies with SameSite Lax or Strict do not come with it; one "
                    "without SameSite does for its first two minutes in Chromium (Lax+POST), so "
                    "that tests pass and slow shoppers fail, logged out after they paid.",
             .fix = "do not ask for a session on the notification URL: find the order by "
                    "threeDSServerTransID or threeDSSessionData and answer with a page that moves "
                    "the top window on; or let the session's cookie come along\n"
                    "  Set-Cookie: NAME=VALUE; SameSite=None; Secure; HttpOnly; Path=/",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
