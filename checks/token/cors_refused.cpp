#include <cmath>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"WHATWG Fetch: CORS protocol", "https://fetch.spec.whatwg.org/#http-cors-protocol"},
    {"MDN: CORS errors", "https://developer.mozilla.org/en-US/docs/Web/HTTP/CORS/Errors"},
};

const ConsoleLine* told(const CaptureCase& seen, const Entry& entry) {
  for (const ConsoleLine& line : seen.seen.console) {
    Entry refused;
    if (line.is_cors && set_url(refused, line.url) && refused.host == entry.host &&
        refused.path == entry.path)
      return &line;
  }
  return nullptr;
}

const Entry* failed_preflight(const CaptureCase& seen, const Entry& entry) {
  constexpr double kNear = 5000;  // ms: an older one was for another request
  for (const Entry& each : seen.seen.entries)
    if (std::abs(each.began - entry.began) < kNear && each.method == "OPTIONS" &&
        each.host == entry.host && each.path == entry.path &&
        (each.status >= 300 || !each.reply_header("access-control-allow-origin")) &&
        each.was_answered())
      return &each;
  return nullptr;
}

void judge_one(const CaptureCase& seen, std::size_t index, Outcome& outcome) {
  const Exchange& exchange = seen.seen.exchanges[index];
  const Entry& entry = entry_of(seen, exchange);
  const bool is_script = entry.kind == "fetch" || entry.kind == "xhr" || entry.kind.empty();
  const std::string* origin = entry.request_header("origin");
  const bool is_own =
      entry.host == seen.seen.shop() || (origin && *origin == entry.scheme + "://" + entry.host);
  // A token that was sent on has been read.
  if (!is_script || is_own || !uses_of(seen.seen, index).empty()) return;
  if (const ConsoleLine* line = told(seen, entry)) {
    outcome.fail("the browser kept the reply of {} from the page: CORS", shown(entry))
        .with("console", line->text)
        .with("line", static_cast<std::int64_t>(line->line));
    return;
  }
  if (const Entry* preflight = failed_preflight(seen, entry)) {
    outcome
        .fail("the OPTIONS request before {} was answered {}, and does not allow it", shown(entry),
              preflight->status)
        .with("entry", static_cast<std::int64_t>(preflight->number));
    return;
  }
  const std::string* allowed = entry.reply_header("access-control-allow-origin");
  const bool is_good = entry.status >= 200 && entry.status < 300;
  if (is_good && origin && !allowed)
    outcome
        .fail("{} was answered {} without Access-Control-Allow-Origin", shown(entry), entry.status)
        .with("origin", safe(*origin))
        .with("entry", static_cast<std::int64_t>(entry.number));
  else if (is_good && origin && *allowed != "*" && *allowed != *origin)
    outcome
        .fail("{} allows the origin {}, and the page is of {}", shown(entry), safe(*allowed),
              safe(*origin))
        .with("entry", static_cast<std::int64_t>(entry.number));
  else if (!entry.was_answered() && entry.failure.find("ERR_FAILED") != std::string::npos)
    outcome.undecided(
        "{} failed as one does that CORS keeps back; only the console says so: --console",
        shown(entry));
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (std::size_t i = 0; i < seen.seen.exchanges.size(); ++i)
    judge_one(seen, i, outcome);
}

}  // namespace

constinit const Check<CaptureCase> cors_refused{
    .rule = {.id = "token/cors-refused",
             .level = Level::error,
             .title = "CORS kept the token from the page",
             .why = "A script may read a reply of another origin only when that allows it with "
                    "Access-Control-Allow-Origin, and a JSON request is preceded by an OPTIONS "
                    "request that must be allowed as well. The gateway may have made the token, "
                    "and the page never sees it.",
             .fix = "ask from the origin that is registered at the gateway, with the headers that "
                    "it allows; where a proxy is between, let it pass OPTIONS and the Access- "
                    "Control-* headers",
             .references = kReferences},
    .skip = &no_exchange,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
