#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Sweet32: birthday attacks on 64-bit block ciphers", "https://sweet32.info/"},
    {"NIST SP 800-131A revision 2", "https://csrc.nist.gov/pubs/sp/800/131/a/r2/final"},
    {"PCI DSS 4.0.1, requirement 4.2.1: strong cryptography for card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.short_block, "with 64-bit blocks",
               [](const Suite& each) { return each.short_block; });
}

}  // namespace

constinit const Check<TlsCase> legacy_cipher{
    .rule = {.id = "tls/legacy-cipher",
             .level = Level::error,
             .title = "accepts ciphers with 64-bit blocks, such as 3DES",
             .why = "Blocks of 64 bits repeat after some gigabytes on one connection and then "
                    "leak what they hide (Sweet32); NIST disallows 3DES since 2024, and PCI DSS "
                    "asks for strong cryptography.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.short_block); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
