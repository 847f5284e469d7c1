#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTTP Archive 1.2", "https://w3c.github.io/web-performance/specs/HAR/Overview.html"},
    {"W3C Content Security Policy Level 3", "https://www.w3.org/TR/CSP3/"},
};

std::string_view skip(const CaptureCase& seen) {
  return seen.seen.exchanges.empty() ? "" : "a token was asked for";
}

// What was wanted, or whose script was seen; empty: nothing points to a gateway.
std::string wanted(const CaptureCase& seen) {
  if (!seen.expected.endpoints.empty())
    return seen.expected.endpoints.front().host + seen.expected.endpoints.front().path;
  if (seen.expected.gateway) return seen.expected.gateway->title;
  for (const Gateway& gateway : gateways())
    for (const Entry& entry : seen.seen.entries)
      for (const std::string& host : gateway.scripts)
        if (host_matches(host, entry.host)) return gateway.title;
  return {};
}

// A request that got a card number, and may be the one that gives the token.
std::string candidate(const CaptureCase& seen) {
  for (const Leak& leak : seen.seen.leaks)
    if (leak.kind == LeakKind::number && leak.place == LeakPlace::request_body &&
        leak.resource != "ping" && !is_of_shop(seen.seen, leak.host))
      return leak.request;
  return {};
}

void run(const CaptureCase& seen, Outcome& outcome) {
  const std::string gateway = wanted(seen);
  if (gateway.empty()) {
    const std::string request = candidate(seen);
    if (request.empty())
      outcome.undecided(
          "nothing in it goes to a gateway that is known: name yours with --profile, or the "
          "request with --endpoint");
    else
      outcome.undecided(
          "no gateway that is known is in it; {} got a card number and may be the request for a "
          "token: name it with --endpoint",
          request);
    return;
  }
  if (seen.seen.recording.source == Source::trace && seen.seen.main_thread.clicks.empty()) {
    outcome.undecided("nobody clicked in this trace, so that no token may have been wanted");
    return;
  }
  if (!seen.seen.cards.empty()) {
    outcome.undecided(
        "the card went to the gateway in entry {}, which is no request for a token "
        "that is known: name it with --endpoint",
        seen.seen.cards.front());
    return;
  }
  const bool is_told = seen.expected.gateway || !seen.expected.endpoints.empty();
  if (!is_told) {
    outcome.undecided(
        "{}'s script is in it, and nobody may have paid: --profile says that somebody "
        "did",
        gateway);
    return;
  }
  if (seen.seen.recording.is_cut || seen.seen.recording.unread > 0) {
    outcome.undecided("no request for a token is in it, and the recording is not whole");
    return;
  }
  Finding& finding = outcome.fail("no request for a token went to {}", gateway);
  finding.with("requests", static_cast<std::int64_t>(seen.seen.entries.size()));
  for (const ConsoleLine& line : seen.seen.console)
    if (line.is_uncaught) finding.with("console", line.text);
}

}  // namespace

constinit const Check<CaptureCase> exchange_missing{
    .rule = {.id = "token/exchange-missing",
             .level = Level::error,
             .title = "no token was asked for",
             .why = "A charge needs a token, and the browser never asked for one: the gateway's "
                    "script did not run, an exception came first, or a policy of the page forbade "
                    "the request. A request that a Content-Security-Policy stops is in no "
                    "recording.",
             .fix = "open the console on the same page: a refusal by a Content-Security-Policy and "
                    "an exception are told there; give it with --console to have it read",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
