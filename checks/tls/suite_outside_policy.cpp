#include <algorithm>

#include "checks/tls/scope.hpp"
#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: server side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
};

bool allowed(const TlsPolicy& wanted, Version version) {
  return wanted.versions.empty() || std::find(wanted.versions.begin(), wanted.versions.end(),
                                              version) != wanted.versions.end();
}

bool on_the_list(const TlsPolicy& wanted, const Suite& each) {
  return std::find(wanted.suites.begin(), wanted.suites.end(), each.id) != wanted.suites.end();
}

void run(const TlsCase& seen, Outcome& outcome) {
  std::vector<AcceptedSuite> outside =
      accepted_suites(seen.seen, [](const Suite&) { return true; });
  // A version that the policy does not allow is a finding already, with all its suites.
  for (AcceptedSuite& each : outside)
    std::erase_if(each.versions, [&](Version version) { return !allowed(seen.wanted, version); });
  std::erase_if(outside, [&](const AcceptedSuite& each) {
    return each.versions.empty() || on_the_list(seen.wanted, each.suite);
  });
  report_suites(seen, outcome, seen.wanted.outside_list, "outside the policy", outside);
}

}  // namespace

constinit const Check<TlsCase> suite_outside_policy{
    .rule = {.id = "tls/suite-outside-policy",
             .level = Level::warning,
             .title = "accepts suites that the policy does not list",
             .why = "The policy is a whole list, not a set of properties: what is not on it was "
                    "left out by its authors for a reason, or is new to them.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (seen.wanted.suites.empty()) return "the policy has no list of suites";
      return no_answers(seen);
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
