#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Content Security Policy Level 3", "https://www.w3.org/TR/CSP3/"},
    {"Stripe: load Stripe.js from js.stripe.com", "https://docs.stripe.com/js/including"},
};

bool is_of_gateway(const CaptureCase& seen, const std::string& host) {
  const auto has = [&](const Gateway& gateway) {
    return std::any_of(gateway.scripts.begin(), gateway.scripts.end(),
                       [&](const std::string& each) { return host_matches(each, host); });
  };
  if (seen.expected.gateway) return has(*seen.expected.gateway);
  return std::any_of(gateways().begin(), gateways().end(), has);
}

bool is_good(const Entry& script) {
  return script.was_answered() && script.status < 400;
}

// One that came, or else the last that did not; null: none was asked for.
const Entry* script_of(const CaptureCase& seen, const std::string& host) {
  const Entry* last = nullptr;
  for (const Entry& each : seen.seen.entries) {
    if (each.host != host || each.kind != "script") continue;
    last = &each;
    if (is_good(each)) break;
  }
  return last;
}

std::vector<std::string> hosts_of(const CaptureCase& seen) {
  std::vector<std::string> hosts;
  const auto add = [&](const std::string& host) {
    constexpr std::size_t kMost = 200;
    if (hosts.size() < kMost && std::find(hosts.begin(), hosts.end(), host) == hosts.end())
      hosts.push_back(host);
  };
  for (const Document& each : seen.seen.documents)
    for (const std::string& url : seen.seen.entries[each.entry].scripts)
      if (Entry script; each.is_top && set_url(script, url)) add(script.host);
  for (const Entry& each : seen.seen.entries)
    if (each.kind == "script" && is_of_gateway(seen, each.host)) add(each.host);
  return hosts;
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const std::string& host : hosts_of(seen)) {
    const Entry* script = script_of(seen, host);
    if (script && is_good(*script)) continue;
    const bool matters = is_of_gateway(seen, host) || seen.seen.exchanges.empty();
    Finding* finding = nullptr;
    if (!script)
      finding = &outcome.fail("the page names a script of {}, and the browser did not ask for it",
                              safe(host));
    else if (!script->was_answered())
      finding = &outcome.fail("{} got no reply: {}", shown(*script),
                              failure_text(script->failure).empty()
                                  ? std::string_view("the recording does not say why")
                                  : failure_text(script->failure));
    else
      finding = &outcome.fail("{} was answered {}", shown(*script), script->status);
    // A recording may leave out what came from a cache: of a host that is no gateway's that is all.
    const Level missing = script || is_of_gateway(seen, host) ? Level::error : Level::warning;
    finding->at_level(matters ? missing : Level::note).with("host", safe(host));
    for (const ConsoleLine& line : seen.seen.console) {
      Entry refused;
      if (!line.directive.empty() && set_url(refused, line.url) && refused.host == host)
        finding->with("console", line.text);
    }
  }
}

}  // namespace

constinit const Check<CaptureCase> script_missing{
    .rule = {.id = "token/script-missing",
             .level = Level::error,
             .title = "a script that the page names did not load",
             .why = "A gateway's script makes the fields and the token: without it the form is "
                    "dead. A blocker, a Content-Security-Policy, a wrong integrity hash or the "
                    "gateway's own trouble keeps it away, and a request that a policy stops is in "
                    "no recording.",
             .fix = "load it from the gateway's own address, let script-src allow that host, and "
                    "show the customer something when it does not come (onerror of the script "
                    "element)",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
