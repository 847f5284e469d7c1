#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
    {"RFC 6151: security considerations for MD5", "https://www.rfc-editor.org/rfc/rfc6151"},
    {"PCI DSS 4.0.1, requirement 4.2.1: strong cryptography for card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.md5, "with MD5",
               [](const Suite& each) { return each.md5; });
}

}  // namespace

constinit const Check<TlsCase> md5_cipher{
    .rule = {.id = "tls/md5-cipher",
             .level = Level::error,
             .title = "accepts cipher suites with MD5",
             .why = "MD5 is broken as a hash; a suite that still authenticates its records with "
                    "it is from the days of RC4 and export keys.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.md5); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
