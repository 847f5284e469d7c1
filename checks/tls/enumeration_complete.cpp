#include <algorithm>

#include "checks/tls/scope.hpp"
#include "checks/tls/suites.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446 section 4.1.1: cryptographic negotiation",
     "https://www.rfc-editor.org/rfc/rfc8446#section-4.1.1"},
    {"RFC 5246 section 7.4.1: hello messages",
     "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1"},
};

std::string reason(const std::string& why) {
  return why.empty() ? "no reason was recorded" : text::printable(why, 120);
}

// Only two kinds of answer are refusals; each of the others says why nothing is known.
std::string evidence(const Answer& answer) {
  std::string detail = answer.detail.empty() ? "" : ": " + text::printable(answer.detail, 80);
  switch (answer.kind) {
    case ReplyKind::alert:
      return answer.alert ? "alert " + alert_text(*answer.alert) + ", which is no refusal"
                          : "an alert that is no refusal";
    case ReplyKind::silence:
      return "no answer in time" + detail;
    case ReplyKind::closed:
      return "the connection was closed" + detail;
    case ReplyKind::reset:
      return "the connection was reset" + detail;
    case ReplyKind::connect_refused:
    case ReplyKind::connect_timeout:
    case ReplyKind::connect_failed:
      return "no connection" + detail;
    case ReplyKind::proxy_error:
      return "the proxy said no" + detail;
    case ReplyKind::proxy_unreachable:
      return "the proxy could not be reached" + detail;
    default:
      return "an answer that cannot be read as one" + detail;
  }
}

std::string groups_gap(const AddressFacts& seen) {
  if (seen.groups.state == State::accepted && !seen.groups.complete)
    return fmt::format("the groups are not complete ({})", reason(seen.groups.incomplete_because));
  if (seen.groups.state == State::unknown && !seen.groups.incomplete_because.empty())
    return fmt::format("the groups are unknown ({})", reason(seen.groups.incomplete_because));
  return {};
}

// Anonymous and pre-shared-key suites show no certificate; every other suite does.
bool certificate_expected(const AddressFacts& seen) {
  if (std::any_of(seen.chains.begin(), seen.chains.end(),
                  [](const ChainFacts& chain) { return !chain.certificates.empty(); }))
    return false;
  return !accepted_suites(seen, [](const Suite& each) {
            return each.authentication != Authentication::none &&
                   each.authentication != Authentication::psk && !each.anonymous;
          }).empty();
}

std::string_view what_next(const AddressFacts& seen) {
  return seen.interrupted ? "let the run come to its end, see tls/reachable" : kAskAgain;
}

std::string joined(const std::vector<std::string>& gaps) {
  std::string text;
  for (const std::string& gap : gaps)
    text += (text.empty() ? "" : "; ") + gap;
  return text;
}

void run(const TlsCase& seen, Outcome& outcome) {
  std::vector<std::string> gaps;
  std::vector<Version> unknown;
  for (Version version : kVersions) {
    const VersionFacts* facts = facts_of(seen.seen, version);
    if (!facts || facts->state == State::unknown)
      gaps.push_back(fmt::format("{} is unknown ({})", name(version),
                                 facts ? evidence(facts->answer) : "not asked"));
    else if (facts->state == State::accepted && !facts->complete)
      gaps.push_back(fmt::format("the suites of {} are not complete ({})", name(version),
                                 reason(facts->incomplete_because)));
  }
  if (std::string gap = groups_gap(seen.seen); !gap.empty()) gaps.push_back(gap);
  if (certificate_expected(seen.seen)) gaps.push_back("no certificate was seen");
  if (!gaps.empty()) outcome.undecided("{}; {}", joined(gaps), what_next(seen.seen));
}

}  // namespace

constinit const Check<TlsCase> enumeration_complete{
    .rule = {.id = "tls/enumeration-complete",
             .level = Level::note,
             .title = "everything that was asked was answered",
             .why = "A version or suite that was met with silence is unknown, not refused: a "
                    "firewall that drops a hello hides what the gateway would have said. This "
                    "rule is never a finding; it says what the other rules could not see.",
             .fix = "ask again, more patiently and less at once:\n"
                    "  checkoutdiag tls probe TARGET --timeout 20 --max-connections 1",
             .references = kReferences},
    .skip = &no_answers,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
