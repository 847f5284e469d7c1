#include <algorithm>

#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446: TLS 1.3", "https://www.rfc-editor.org/rfc/rfc8446"},
    {"RFC 9325 section 3.1: protocol versions",
     "https://www.rfc-editor.org/rfc/rfc9325#section-3.1"},
};

std::string_view skip(const ChecklistCase& seen) {
  return seen.left_out;
}

void run(const ChecklistCase& seen, Outcome& outcome) {
  for (const Tls13& each : seen.addresses)
    if (each.is_accepted == false)
      outcome.fail_text(each.subject + " does not accept TLS 1.3").with("address", each.subject);
  if (!outcome.findings.empty()) return;
  const auto open = std::find_if(seen.addresses.begin(), seen.addresses.end(),
                                 [](const Tls13& each) { return !each.is_accepted; });
  if (seen.addresses.empty())
    outcome.undecided_text(
        "no check of this gate shows it: add one that runs tls probe on every gateway");
  else if (open != seen.addresses.end())
    outcome.undecided_text("it is not known whether " + open->subject + " accepts TLS 1.3");
}

}  // namespace

constinit const Check<ChecklistCase> tls13_everywhere{
    .rule = {.id = "gate/tls13-everywhere",
             .level = Level::error,
             .title = "every gateway accepts TLS 1.3, at every address that was looked at",
             .why = "TLS 1.3 leaves out what older versions are attacked by, and needs a round "
                    "trip less. The one address that was forgotten is the one that a client gets "
                    "on a bad day.",
             .fix = "on the gateway, for nginx with OpenSSL 1.1.1 or later\n"
                    "  ssl_protocols TLSv1.2 TLSv1.3;",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::gate::rules
