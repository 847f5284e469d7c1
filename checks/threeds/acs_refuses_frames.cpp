#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"
#include "lib/page/framing.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7034: X-Frame-Options", "https://www.rfc-editor.org/rfc/rfc7034"},
    {"W3C Content Security Policy Level 3: frame-ancestors",
     "https://www.w3.org/TR/CSP3/#directive-frame-ancestors"},
    {"MDN: X-Frame-Options",
     "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Frame-Options"},
};

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  return seen.acs_answer ? "" : "no ACS was asked: see --acs";
}

void judge_allowed(const page::Framing& framing, const page::Fetched& acs, Outcome& outcome) {
  if (acs.status < 200 || acs.status > 299)
    outcome.undecided(
        "the ACS answers {} to a plain GET: whether the page that it answers a creq with may be "
        "framed is not known; look at its headers in the browser",
        acs.status);
  if (!framing.ignored.empty())
    outcome
        .fail("the ACS sends {}, which today's browsers ignore: it lets everybody frame it",
              safe(framing.ignored))
        .at_level(Level::note);
}

void run(const PageCase& seen, Outcome& outcome) {
  const page::Fetched& acs = *seen.acs_answer;
  if (!acs.error.empty()) {
    outcome.undecided("the ACS at {} could not be asked: {}; see that this machine may reach it",
                      page::shown(acs.url), acs.error);
    return;
  }
  const page::Framing framing = page::framing_of(acs.headers, acs.url, seen.seen.url);
  const std::string by = safe(framing.by);
  switch (framing.answer) {
    case page::Framing::Answer::allowed:
      return judge_allowed(framing, acs, outcome);
    case page::Framing::Answer::unclear:
      return outcome.undecided("the ACS sends {}, which browsers read by turns: try it there", by);
    case page::Framing::Answer::refused:
      break;
  }
  // 'self' and hosts cannot be held against an address that is not known; 'none' can.
  const bool is_for_all = by.find("DENY") != by.npos || by.find("'none'") != by.npos;
  // What an error's page forbids is not what the challenge forbids, which a POST asks for.
  if (acs.status < 200 || acs.status > 299)
    outcome.undecided(
        "the ACS answers {} to a GET, with {}: whether its challenge has that too is "
        "not known",
        acs.status, by);
  else if (!seen.seen.is_address_known && !is_for_all)
    outcome.undecided(
        "the ACS sends {}; whether the page is among those is not known: add --origin", by);
  else
    outcome.fail("the ACS at {} refuses to be framed: {}", page::shown(acs.url), by)
        .with("header", by)
        .with("status", static_cast<std::int64_t>(acs.status));
}

}  // namespace

constinit const Check<PageCase> acs_refuses_frames{
    .rule = {.id = "threeds/acs-refuses-frames",
             .level = Level::error,
             .title = "the ACS lets the page frame its challenge",
             .why = "X-Frame-Options and frame-ancestors of a framed page say who may frame it. "
                    "An ACS, or the firewall before it, that sends them on a challenge leaves a "
                    "blank frame with a broken-page icon in every shop.",
             .fix = "the issuer's ACS must not send X-Frame-Options or frame-ancestors on its "
                    "challenge: report it to the gateway with the host and the header; until then "
                    "let the challenge take the whole window (target=_top)",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
