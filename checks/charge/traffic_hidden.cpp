#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 9.3.6: CONNECT", "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6"},
    {"HTTP Archive (HAR) format", "https://w3c.github.io/web-performance/specs/HAR/Overview.html"},
};

// "12 requests were read: 2 preflights and 3 that change something at other hosts".
std::string read_text(const TrafficFacts& seen) {
  std::vector<std::string> parts;
  if (seen.preflights > 0) parts.push_back(counted(seen.preflights, "preflight"));
  if (seen.elsewhere > 0)
    parts.push_back(counted(seen.elsewhere, "change") + " at hosts that are no known gateway's");
  std::string text = counted(seen.requests, "request") + " in the recording";
  return parts.empty() ? text : text + ", with " + listed(parts);
}

std::string nothing_text(const TrafficFacts& seen) {
  if (seen.requests == 0)
    return "the recording is empty; give one that was made while the shop took a payment";
  std::string text =
      "no request that changes anything at a gateway was seen (" + read_text(seen) + "); ";
  if (seen.elsewhere > 0)
    return text + "give the gateway's host or a profile, if one of those is yours";
  return text + "give a recording of the server's own requests";
}

bool takes_key(const Mutation& each) {
  return each.takes_key;
}

void run(const AuditCase& given, Outcome& outcome) {
  const TrafficFacts& seen = given.seen;
  std::vector<std::string> hidden;
  if (seen.tunnels > 0)
    hidden.push_back(
        fmt::format("{} (CONNECT) {} what is inside; let the client send its requests to the "
                    "recording proxy itself, and give it the gateway as --upstream",
                    counted(seen.tunnels, "tunnel"), seen.tunnels == 1 ? "hides" : "hide"));
  if (seen.mutations.empty())
    hidden.push_back(nothing_text(seen));
  else if (seen.browser)
    hidden.push_back(
        "only publishable keys were seen: this is a browser's traffic, and the server's charges "
        "never show there; give a recording of the server's own requests");
  else if (std::none_of(seen.mutations.begin(), seen.mutations.end(), &takes_key))
    hidden.push_back(fmt::format(
        "none of {} went to a gateway that takes a key with it; see the gateway's way to find a "
        "charge by its reference, which has to come before any retry",
        counted(seen.mutations.size(), "change")));
  std::string text;
  for (const std::string& each : hidden)
    text += (text.empty() ? "" : "; ") + each;
  if (!text.empty()) outcome.undecided("{}", text);
}

}  // namespace

constinit const Check<AuditCase> traffic_hidden{
    .rule = {.id = "charge/traffic-hidden",
             .level = Level::note,
             .title = "the requests that matter are not in the recording",
             .why = "A recording without charges has no fault to show, and proves nothing. Charges "
                    "are made by servers: a browser's recording never has them, and a proxy that "
                    "tunnels TLS sees names and no requests.",
             .fix = "record the server's own requests: let its gateway client use the address that "
                    "this prints as the gateway's\n"
                    "  checkoutdiag charge audit --listen 127.0.0.1:0 --upstream https://HOST",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
