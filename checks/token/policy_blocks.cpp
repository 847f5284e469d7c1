#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"
#include "lib/page/csp.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Content Security Policy Level 3", "https://www.w3.org/TR/CSP3/"},
    {"MDN: Content-Security-Policy",
     "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy"},
};

/// What the payment needs, and the page's policy may forbid.
struct Need {
  page::Directive directive;
  page::Url url;
};

page::Policies policies_of(const Entry& page) {
  page::Policies all;
  for (const auto& [name, value] : page.reply_headers) {
    if (name == "content-security-policy") page::add_header_policies(all, value);
    if (name == "meta content-security-policy") page::add_meta_policy(all, value);
  }
  return all;
}

void add(std::vector<Need>& needs, page::Directive directive, const std::string& text) {
  if (const auto url = page::parse_url(text)) needs.push_back({directive, *url});
}

std::set<std::string_view> loaded(const CaptureCase& seen) {
  std::set<std::string_view> urls;
  for (const Entry& each : seen.seen.entries)
    if (each.kind == "script" && each.was_answered()) urls.insert(each.url);
  return urls;
}

bool came_up(const CaptureCase& seen, const Challenge& challenge) {
  return challenge.mounted && seen.seen.entries[*challenge.mounted].was_answered();
}

// What did not happen and should have: what did was not forbidden.
std::vector<Need> needs_of(const CaptureCase& seen, const Entry& page,
                           const std::set<std::string_view>& scripts) {
  std::vector<Need> needs;
  const auto gave = [&](const Exchange& each) { return gave_token(seen, each); };
  const auto& exchanges = seen.seen.exchanges;
  if (std::none_of(exchanges.begin(), exchanges.end(), gave))
    for (const Endpoint& each : seen.expected.endpoints) {
      std::string path = each.path;
      std::replace(path.begin(), path.end(), '*', 'x');
      add(needs, page::Directive::connect, each.scheme + "://" + each.host + path);
    }
  constexpr std::size_t kMostNeeds = 100;
  for (const std::string& script : page.scripts)
    if (needs.size() < kMostNeeds && !scripts.contains(script))
      add(needs, page::Directive::script, script);
  for (const Challenge& each : seen.seen.challenges) {
    if (came_up(seen, each)) continue;
    add(needs, page::Directive::frame, each.acs_url);
    add(needs, page::Directive::form_action, each.acs_url);
  }
  return needs;
}

std::string fix_for(const Need& need, const page::Refusal& refusal) {
  if (need.directive == page::Directive::frame)
    return "the hosts of issuers cannot be listed: let the checkout page frame any of https, and "
           "keep the rest of its policy\n  frame-src https:";
  const std::string origin = safe(page::origin_of(need.url));
  if (refusal.written != "default-src")
    return fmt::format("add {} to {} in the page's Content-Security-Policy",
                       text::printable(origin, 200), refusal.written);
  return fmt::format(
      "give the page's Content-Security-Policy a {} of its own, with {}: {} applies "
      "as long as there is none",
      refusal.directive, text::printable(origin, 200), refusal.written);
}

// A host that was told once is not told again.
using Told = std::vector<std::string>;

bool is_new(Told& told, const std::string& host) {
  if (std::find(told.begin(), told.end(), host) != told.end()) return false;
  told.push_back(host);
  return true;
}

// What has nothing to do with the payment is told and no more: a font, an advertisement.
bool matters(const CaptureCase& seen, const page::Url& url) {
  Entry target;
  if (!set_url(target, url.text)) return false;
  return is_of_payment(seen, target.host) || seen.seen.exchanges.empty();
}

bool is_about_payment(const std::string& directive) {
  for (const std::string_view each : {"connect", "script", "frame", "child", "form", "default"})
    if (directive.starts_with(each)) return true;
  return false;
}

void judge_page(const CaptureCase& seen, const Entry& page,
                const std::set<std::string_view>& scripts, Told& told, Outcome& outcome) {
  const page::Policies policies = policies_of(page);
  const auto self = page::parse_url(page.url);
  if (policies.empty() || !self) return;
  for (const Need& need : needs_of(seen, page, scripts)) {
    const auto refusal = page::refusal(policies, need.directive, need.url, *self);
    if (!refusal) continue;
    const std::string host = safe(need.url.host);
    if (!refusal->unclear.empty()) {
      outcome.undecided("whether the page's policy lets {} through is not clear: {}", host,
                        refusal->unclear);
      continue;
    }
    if (!is_new(told, host)) continue;
    outcome
        .fail("the page's Content-Security-Policy forbids {}: {} {}",
              safe(page::origin_of(need.url)), refusal->written, safe(refusal->sources))
        .with("page", shown(page))
        .at_level(matters(seen, need.url) ? Level::error : Level::note)
        .with("directive", refusal->directive)
        .fixed_by(fix_for(need, *refusal));
  }
}

void run(const CaptureCase& seen, Outcome& outcome) {
  Told told;
  const std::set<std::string_view> scripts = loaded(seen);
  for (const Document& each : seen.seen.documents)
    if (each.is_top) judge_page(seen, seen.seen.entries[each.entry], scripts, told, outcome);
  for (const ConsoleLine& line : seen.seen.console) {
    if (line.directive.empty()) continue;
    const auto url = page::parse_url(line.url);
    if (url && !is_new(told, safe(url->host))) continue;
    outcome
        .fail("a Content-Security-Policy stops {}: {}", url ? safe(url->host) : "a request",
              safe(line.directive))
        .at_level(url && matters(seen, *url) && is_about_payment(line.directive) ? Level::error
                                                                                 : Level::note)
        .with("console", line.text)
        .with("line", static_cast<std::int64_t>(line.line));
  }
  for (const Entry& entry : seen.seen.entries) {
    const auto url = page::parse_url(entry.url);
    if (entry.failure != "csp" || !url || !is_new(told, safe(url->host))) continue;
    outcome.fail("a Content-Security-Policy stopped {}", shown(entry))
        .at_level(matters(seen, *url) ? Level::error : Level::note)
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> policy_blocks{
    .rule = {.id = "token/policy-blocks",
             .level = Level::error,
             .title = "a Content-Security-Policy of the page stops the payment",
             .why = "A browser makes no request that the page's policy forbids: it is in no "
                    "recording, and the gateway sees nothing. Only the page's policy and the "
                    "console tell it.",
             .fix = "add the gateway's host to the directive that is named, and where that is not "
                    "there, to default-src's place as a directive of its own",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
