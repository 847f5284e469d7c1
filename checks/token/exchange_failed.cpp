#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTTP Archive 1.2", "https://w3c.github.io/web-performance/specs/HAR/Overview.html"},
    {"Chromium: net error codes",
     "https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h"},
};

// What the gateway's code asks for; empty: it is not known.
std::string_view fix_for(std::string_view meaning) {
  if (meaning == "card")
    return "the gateway refuses the card's data: let the form check it before it asks, and show "
           "the gateway's reason at the field";
  if (meaning == "mode")
    return "keys of the test mode and of the live mode are mixed: use one mode's";
  return {};
}

// A later attempt gave a token: the customer got through.
bool was_mended(const CaptureCase& seen, const Exchange& failed) {
  const double at = entry_of(seen, failed).began;
  for (const Exchange& each : seen.seen.exchanges)
    if (gave_token(seen, each) && entry_of(seen, each).began > at) return true;
  return false;
}

void judge_one(const CaptureCase& seen, const Exchange& exchange, Outcome& outcome) {
  const Entry& entry = entry_of(seen, exchange);
  if (entry.is_redirected) return;
  const Level level = was_mended(seen, exchange) ? Level::warning : Level::error;
  const double seconds = (entry.ended - entry.began) / 1000;
  if (!entry.was_answered()) {
    const std::string_view why = failure_text(entry.failure);
    outcome
        .fail("{} got no reply after {}: {}", shown(entry), duration_text(seconds),
              why.empty()
                  ? (entry.failure.empty() ? "the recording does not say why" : entry.failure)
                  : std::string(why))
        .at_level(level)
        .with("failure", entry.failure)
        .with("entry", static_cast<std::int64_t>(entry.number));
    return;
  }
  if (entry.status >= 400) {
    Finding& finding = outcome.fail("{} was answered {}{}", shown(entry), entry.status,
                                    code_in_brackets(exchange.error));
    finding.at_level(level)
        .with("status", entry.status)
        .with("entry", static_cast<std::int64_t>(entry.number));
    const std::string_view fix = fix_for(meaning_of_code(exchange.gateway, exchange.error));
    if (!fix.empty()) finding.fixed_by(std::string(fix));
    return;
  }
  if (entry.status >= 300 || seen.seen.recording.source == Source::trace || !exchange.token.empty())
    return;
  if (!entry.has_reply_text || entry.status == 204)
    outcome.undecided("{} was answered {}, and the reply's text is not in the recording",
                      shown(entry), entry.status);
  else
    outcome
        .fail("{} was answered {} without a token{}", shown(entry), entry.status,
              code_in_brackets(exchange.error))
        .with("status", entry.status)
        .fixed_by(
            "the answer says 2xx and carries an error or another form: read its error before the "
            "token; --token names where the token is");
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Exchange& each : seen.seen.exchanges)
    judge_one(seen, each, outcome);
}

}  // namespace

constinit const Check<CaptureCase> exchange_failed{
    .rule = {.id = "token/exchange-failed",
             .level = Level::error,
             .title = "the exchange of the card for a token failed",
             .why = "Without a token there is no charge, and the customer sees a form that does "
                    "nothing. What failed decides what to do: the network, the browser, or the "
                    "gateway's answer.",
             .fix = "see what failed, beside the finding: a card that is refused is for the form "
                    "to say; a request that did not arrive is for the network or the page's "
                    "policies",
             .references = kReferences},
    .skip = &no_exchange,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
