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
  judge_suites(seen, outcome, *seen.wanted.null_cipher, "without encryption",
               [](const Suite& each) { return each.null_encryption; });
}

}  // namespace

constinit const Check<TlsCase> null_cipher{
    .rule = {.id = "tls/null-cipher",
             .level = Level::error,
             .title = "accepts cipher suites without encryption",
             .why = "A suite with NULL encryption authenticates and then sends everything in "
                    "clear: whoever is on the path reads the card data.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.null_cipher); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
