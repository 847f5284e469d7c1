#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7465: prohibiting RC4 cipher suites", "https://www.rfc-editor.org/rfc/rfc7465"},
    {"PCI DSS 4.0.1, requirement 4.2.1: strong cryptography for card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.rc4, "with RC4",
               [](const Suite& each) { return each.rc4; });
}

}  // namespace

constinit const Check<TlsCase> rc4_cipher{
    .rule = {.id = "tls/rc4-cipher",
             .level = Level::error,
             .title = "accepts RC4",
             .why = "RC4's keystream is biased enough to recover secrets that repeat, such as "
                    "tokens; TLS forbids it at every version.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.rc4); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
