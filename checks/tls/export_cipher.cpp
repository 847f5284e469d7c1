#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
    {"Logjam: weak Diffie-Hellman and export suites", "https://weakdh.org/"},
    {"PCI DSS 4.0.1, requirement 4.2.1: strong cryptography for card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.export_cipher, "of export strength",
               [](const Suite& each) { return each.exportable; });
}

}  // namespace

constinit const Check<TlsCase> export_cipher{
    .rule = {.id = "tls/export-cipher",
             .level = Level::error,
             .title = "accepts export-grade cipher suites",
             .why = "Suites of the export rules of the 1990s have keys of 40 or 56 bits and "
                    "temporary RSA keys of 512 bits: a man in the middle breaks them while the "
                    "connection waits (FREAK, Logjam).",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.export_cipher); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
