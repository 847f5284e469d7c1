#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
    {"PCI DSS 4.0.1, requirement 4.2.1: strong cryptography for card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.anonymous_cipher, "without authentication",
               [](const Suite& each) { return each.anonymous; });
}

}  // namespace

constinit const Check<TlsCase> anonymous_cipher{
    .rule = {.id = "tls/anonymous-cipher",
             .level = Level::error,
             .title = "accepts cipher suites that do not authenticate the gateway",
             .why = "Without a certificate in the exchange nobody knows who answered: anyone on "
                    "the path can be the gateway.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.anonymous_cipher); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
