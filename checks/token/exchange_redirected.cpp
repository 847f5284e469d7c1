#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.4: redirection", "https://www.rfc-editor.org/rfc/rfc9110#section-15.4"},
    {"WHATWG Fetch: CORS protocol", "https://fetch.spec.whatwg.org/#http-cors-protocol"},
};

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Exchange& each : seen.seen.exchanges) {
    const Entry& entry = entry_of(seen, each);
    if (entry.is_redirected) {
      outcome.fail("{} was redirected, and the trace does not say how", shown(entry))
          .with("entry", static_cast<std::int64_t>(entry.number));
      continue;
    }
    if (entry.status < 300 || entry.status > 399 || entry.status == 304) continue;
    const std::string* to = entry.reply_header("location");
    Entry target;
    const bool is_known = to && set_url(target, *to);
    const bool keeps_body = entry.status == 307 || entry.status == 308;
    outcome
        .fail("{} was answered {}{}: the browser {}", shown(entry), entry.status,
              is_known ? ", to " + safe(target.host + target.path) : std::string(),
              keeps_body ? "sends the card's data there"
                         : "asks there again with a GET, without the card")
        .with("status", entry.status)
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> exchange_redirected{
    .rule = {.id = "token/exchange-redirected",
             .level = Level::error,
             .title = "the request for a token was redirected",
             .why = "A browser repeats a POST that is answered 301, 302 or 303 as a GET without a "
                    "body: the card does not arrive. After 307 and 308 it sends the card's data to "
                    "another place, which nobody chose.",
             .fix = "ask at the address to which the redirect leads, and find out who answers the "
                    "old one: an old version of the API, a proxy or a login page",
             .references = kReferences},
    .skip = &no_exchange,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
