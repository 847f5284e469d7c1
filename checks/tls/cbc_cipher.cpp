#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
    {"Lucky Thirteen: breaking the TLS and DTLS record protocols",
     "https://www.isg.rhul.ac.uk/tls/Lucky13.html"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.cbc, "in CBC mode",
               [](const Suite& each) { return each.cbc; });
}

}  // namespace

constinit const Check<TlsCase> cbc_cipher{
    .rule = {.id = "tls/cbc-cipher",
             .level = Level::warning,
             .title = "accepts suites in CBC mode",
             .why = "CBC suites authenticate first and encrypt then, and small differences in "
                    "timing have broken them again and again (Lucky Thirteen, POODLE, "
                    "GOLDENDOODLE); AEAD suites do not have the fault.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.cbc); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
