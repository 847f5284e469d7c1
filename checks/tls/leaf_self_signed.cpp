#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280: X.509 certificate and CRL profile", "https://www.rfc-editor.org/rfc/rfc5280"},
    {"openssl-verification-options(1)",
     "https://docs.openssl.org/3.0/man1/openssl-verification-options/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    const x509::Verification& verification = chain.verification;
    if (has_error(verification, kSelfSignedLeaf))
      describe(outcome.fail("the certificate of {} is signed by itself and not in {}", called(leaf),
                            store_of(verification)),
               leaf)
          .with("store", verification.store)
          .fixed_by(
              "the gateway must install a certificate of a public or agreed authority; if "
              "this one is meant, get it by another way, compare its fingerprint, and name "
              "it:" +
              paste(again(seen, {{"--ca-file", "gateway.pem"}})));
    else if (leaf.self_signed && !verification.tried)
      outcome.undecided(
          "the certificate of {} is signed by itself, and whether it is trusted is "
          "not known: {}; {}",
          called(leaf), why_not_verified(verification), kNameAStore);
  });
}

}  // namespace

constinit const Check<TlsCase> leaf_self_signed{
    .rule = {.id = "tls/leaf-self-signed",
             .level = Level::error,
             .title = "the certificate is signed by itself",
             .why = "A self-signed certificate that nobody installed as trusted proves nothing: "
                    "anyone can make one for any name.",
             .fix = "the gateway must install a certificate of a public or agreed authority; if "
                    "this one is meant, get it by another way, compare its fingerprint, and name "
                    "it:\n"
                    "  checkoutdiag tls probe TARGET --ca-file gateway.pem",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
