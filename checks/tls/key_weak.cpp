#include "checks/tls/chains.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-57 part 1 revision 5, table 2",
     "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"},
    {"RFC 9325 section 4.5: public key length",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.5"},
    {"CA/Browser Forum baseline requirements",
     "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"},
};

// Edwards curves have one length each and need no bound.
int least_bits(const TlsPolicy& wanted, const std::string& algorithm) {
  if (algorithm.starts_with("RSA") || algorithm == "DSA") return wanted.min_rsa_bits;
  if (algorithm == "EC") return wanted.min_ec_bits;
  return 0;
}

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_distinct(seen, [&](const x509::Certificate& each) {
    int least = least_bits(seen.wanted, each.key_algorithm);
    if (each.key_bits <= 0 || each.key_bits >= least) return;
    describe(
        outcome.fail("{} has a key of {} bits, less than {}", called(each), each.key_bits, least),
        each)
        .with("key_bits", each.key_bits)
        .with("least_bits", least);
  });
}

}  // namespace

constinit const Check<TlsCase> key_weak{
    .rule = {.id = "tls/key-weak",
             .level = Level::error,
             .title = "a key in the chain is too short",
             .why = "A key that can be factored or solved lets its owner sign for the gateway, or "
                    "for everybody below that authority. NIST asks for 112 bits of strength: RSA "
                    "2048, elliptic curves of 224 bits.",
             .fix = "the gateway must have its certificate issued for a longer key:\n"
                    "  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
                    "-keyout key.pem -out request.pem",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
