#include "checks/threeds/page_story.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::threeds {
namespace {

bool is_known(const std::vector<Party>& parties, const page::Url& url) {
  return std::any_of(parties.begin(), parties.end(),
                     [&](const Party& each) { return page::is_same_origin(each.url, url); });
}

/// The beginning of a list, in whole sources: some have hundreds, and hostile ones a million.
std::string shortened(const std::string& sources) {
  constexpr std::size_t kMost = 4096;
  if (sources.size() <= kMost) return text::redacted(text::printable(sources, kMost * 4));
  const std::size_t end = sources.rfind(' ', kMost);
  return text::redacted(
             text::printable(sources.substr(0, end == sources.npos ? 0 : end), kMost * 4)) +
         " …";
}

Finding& with_policy(Finding& finding, const page::Refusal& refusal) {
  return finding.with("directive", refusal.written).with("sources", shortened(refusal.sources));
}

/// What the policies that only report would refuse, once they are enforced.
void judge_reported(const PageCase& seen, page::Directive directive,
                    const std::vector<Party>& parties, Outcome& outcome) {
  const page::Url& url = parties.empty() ? any_acs() : parties.front().url;
  const auto refused = page::refusal(seen.seen.reported, directive, url, seen.seen.url);
  if (!refused || !refused->unclear.empty()) return;
  with_policy(outcome.fail("a policy that only reports would refuse {} once it is enforced: {}",
                           parties.empty() ? "an ACS" : parties.front().what, words_of(*refused)),
              *refused)
      .at_level(Level::note);
}

}  // namespace

std::vector<Party> parties_of(const PageCase& seen, bool into_frames) {
  std::vector<Party> all;
  if (seen.acs) all.push_back({"the ACS", *seen.acs, true});
  if (seen.method_url) all.push_back({"the 3DS Method", *seen.method_url, false});
  for (const page::Form& form : seen.seen.forms) {
    if (form.role == page::Role::other || !form.url || is_known(all, *form.url)) continue;
    if (into_frames && is_window(form.target)) continue;
    // A form that goes to the page's own host waits for a script to give it another action.
    if (page::is_same_origin(*form.url, seen.seen.url)) continue;
    const bool is_acs = form.role == page::Role::challenge;
    all.push_back({is_acs ? "the ACS" : "the 3DS Method", *form.url, is_acs});
  }
  return all;
}

std::string safe(std::string_view said) {
  return text::redacted(text::printable(said));
}

const page::Url& any_acs() {
  static const page::Url url = *page::parse_url("https://acs.some-issuer.invalid/challenge");
  return url;
}

std::string words_of(const page::Refusal& refusal) {
  constexpr std::size_t kMost = 120;  // lists of a hundred hosts are in the evidence
  const std::string sources = text::printable(shortened(refusal.sources), kMost);
  const std::string written = refusal.written + ' ' + (sources.empty() ? "(empty)" : sources);
  return refusal.written == refusal.directive
             ? written
             : written + " (there is no " + refusal.directive + ")";
}

void judge_directive(const PageCase& seen, page::Directive directive,
                     const std::vector<Party>& parties, Outcome& outcome) {
  std::string doubt;
  for (const Party& each : parties) {
    const auto refused = page::refusal(seen.seen.policies, directive, each.url, seen.seen.url);
    if (!refused) continue;
    if (!refused->unclear.empty()) {
      doubt = fmt::format("{} at {}: {}; {}", each.what, page::shown(each.url), words_of(*refused),
                          refused->unclear);
      continue;
    }
    with_policy(outcome.fail("{} at {} is blocked: the page's policy has {}", each.what,
                             page::shown(each.url), words_of(*refused)),
                *refused);
  }
  if (!outcome.findings.empty()) return;
  if (const auto refused = page::refusal(seen.seen.policies, directive, any_acs(), seen.seen.url)) {
    with_policy(outcome.fail("the page's policy has {}: an ACS that is not in this list is blocked",
                             words_of(*refused)),
                *refused)
        .at_level(Level::warning);
    return;
  }
  if (!doubt.empty())
    outcome.undecided("{}: try it in the browsers that matter", doubt);
  else if (!seen.knows_headers)
    outcome.undecided("{}", kNoHeaders);
  judge_reported(seen, directive, parties, outcome);
}

bool is_window(std::string_view target) {
  return target.empty() || text::equal_ignoring_case(target, "_self") ||
         text::equal_ignoring_case(target, "_top") ||
         text::equal_ignoring_case(target, "_parent") ||
         text::equal_ignoring_case(target, "_blank");
}

Finding& at_line(Finding& finding, int line) {
  return finding.with("line", static_cast<std::int64_t>(line));
}

std::string called(const page::Frame& frame) {
  const bool is_method = frame.role == page::Role::method;
  const std::string_view whose = is_method ? "the 3DS Method's" : "the challenge's";
  const std::string& name = frame.name.empty() ? frame.id : frame.name;
  const std::string shown = name.empty() ? fmt::format("on line {}", frame.line)
                                         : fmt::format("\"{}\"", text::printable(safe(name), 60));
  return frame.is_guessed ? fmt::format("the frame {}, by its name {},", shown, whose)
                          : fmt::format("{} frame {}", whose, shown);
}

Finding& as_sure_as(Finding& finding, const page::Frame& frame) {
  return frame.is_guessed ? finding.at_level(Level::warning) : finding;
}

}  // namespace checkoutdiag::threeds
