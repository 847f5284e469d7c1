#include <map>

#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Mixed Content", "https://www.w3.org/TR/mixed-content/"},
    {"MDN: mixed content",
     "https://developer.mozilla.org/en-US/docs/Web/Security/Defenses/Mixed_content"},
};

using Kind = page::Load::Kind;

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  return seen.seen.is_address_known && seen.seen.url.scheme != "https"
             ? "the page itself is not https"
             : "";
}

bool upgrades(const PageCase& seen) {
  return page::has_directive(seen.seen.policies, "upgrade-insecure-requests");
}

// Scripts, styles and frames are blocked, forms ask the shopper, images are tried over https.
Level level_of(Kind kind, bool is_upgraded) {
  if (is_upgraded || kind == Kind::image) return Level::note;
  return kind == Kind::form ? Level::warning : Level::error;
}

std::string_view consequence(Kind kind, bool is_upgraded) {
  if (is_upgraded) return "browsers ask for them over https";
  if (kind == Kind::image) return "browsers try them over https, or leave them out";
  return kind == Kind::form ? "browsers warn before they send them" : "browsers block them";
}

void judge_loads(const PageCase& seen, Outcome& outcome) {
  std::map<Kind, std::vector<std::string>> all;
  for (const page::Load& each : seen.seen.insecure)
    all[each.kind].push_back(page::shown(each.url));
  const bool is_upgraded = upgrades(seen);
  constexpr std::size_t kMost = 20;
  for (auto& [kind, urls] : all) {
    Finding& finding =
        outcome.fail("{} of the page are without TLS, and {}: {}{}", page::plural(kind),
                     consequence(kind, is_upgraded), urls.front(),
                     urls.size() > 1 ? fmt::format(" and {} more", urls.size() - 1) : "");
    if (urls.size() > kMost) urls.resize(kMost);
    finding.at_level(level_of(kind, is_upgraded)).with("urls", urls);
  }
}

void judge_given(std::string_view what, std::string_view cannot, const page::Url& url,
                 Outcome& outcome) {
  if (!page::is_trustworthy(url))
    outcome.fail("{} at {} is without TLS: a page of https cannot {} it", what, page::shown(url),
                 cannot);
}

void run(const PageCase& seen, Outcome& outcome) {
  if (!upgrades(seen)) {
    if (seen.acs) judge_given("the ACS", "frame", *seen.acs, outcome);
    if (seen.method_url) judge_given("the 3DS Method", "frame", *seen.method_url, outcome);
    if (seen.notification)
      judge_given("the notification URL", "frame", *seen.notification, outcome);
    for (const page::Url& each : seen.apis)
      judge_given("the API", "call", each, outcome);
  }
  judge_loads(seen, outcome);
  if (seen.seen.is_address_known || outcome.findings.empty()) return;
  outcome.findings.clear();
  outcome.undecided(
      "it has addresses without TLS, and whether the page itself is of https is not known: add "
      "--origin");
}

}  // namespace

constinit const Check<PageCase> mixed_content{
    .rule = {.id = "threeds/mixed-content",
             .level = Level::error,
             .title = "nothing of the page goes without TLS",
             .why = "A page of https does not get scripts, style sheets and frames over http: "
                    "browsers block them as mixed content, and only the console tells. A form "
                    "that goes over http makes them warn the shopper at the very moment of paying.",
             .fix = "write https in these addresses; until all are found, send with the page\n"
                    "  Content-Security-Policy: upgrade-insecure-requests",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
