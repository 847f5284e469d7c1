#include "checks/tls/chain_gap.hpp"
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
    {"update-ca-certificates(8)",
     "https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html"},
};

// Whether that issuer is a root: only the issuer itself tells.
std::string not_known(const x509::AiaProof& aia) {
  constexpr std::string_view kOpen = "whether that issuer is a root or one more intermediate: ";
  if (!aia.tried) return std::string(kOpen) + "--fetch-aia tells";
  return std::string(kOpen) + "--fetch-aia did not tell" +
         (aia.failure.empty() ? "" : ", " + aia.failure);
}

std::string repair(const TlsCase& seen) {
  return "compare the root's fingerprint with the gateway's documentation first, then trust it:" +
         paste("sudo cp its-root.pem /usr/local/share/ca-certificates/root.crt") +
         paste("sudo update-ca-certificates") +
         "\nor for one run:" + paste(again(seen, {{"--ca-file", "its-root.pem"}}));
}

void tell(const TlsCase& seen, const ChainFacts& chain, const ChainGap& gap, Outcome& outcome) {
  const x509::Verification& verification = chain.verification;
  const x509::Certificate& leaf = chain.certificates.front();
  Finding& finding =
      gap.root
          ? outcome.fail("the chain of {} ends at the root {}, which is not in {}", called(leaf),
                         gap.root->subject, store_of(verification))
          : outcome.fail("the chain of {} ends at {}, whose issuer {} is not in {}", called(leaf),
                         gap.top->subject, gap.top->issuer, store_of(verification));
  describe(finding, leaf)
      .with("root", gap.root ? gap.root->subject : gap.top->issuer)
      .with("store", verification.store)
      .with("verify_errors", error_list(verification))
      .fixed_by(repair(seen));
  if (gap.root) finding.with("root_sha256", gap.root->sha256);
  if (!gap.root) finding.with("not_known", not_known(chain.aia));
}

void run(const TlsCase& seen, Outcome& outcome) {
  std::string undetermined;
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    if (!chain.verification.tried) {
      outcome.undecided("the chain of {} could not be verified: {}; {}", called(leaf),
                        why_not_verified(chain.verification), kNameAStore);
      return;
    }
    ChainGap gap = find_gap(seen.seen, chain);
    if (gap.root_unknown) tell(seen, chain, gap, outcome);
    if (gap.intermediate_missing && !gap.root_unknown && !chain.aia.repaired)
      undetermined =
          "whether the root is known cannot be told while an issuer is missing: see "
          "tls/intermediate-missing";
  });
  if (outcome.findings.empty() && outcome.inconclusive_because.empty())
    outcome.skipped_because = undetermined;
}

}  // namespace

constinit const Check<TlsCase> root_unknown{
    .rule = {.id = "tls/root-unknown",
             .level = Level::error,
             .title = "the chain ends at an authority that is not trusted here",
             .why = "The chain is whole, but the store that was asked does not have its root: the "
                    "gateway moved to a new authority, this machine's bundle is old, or somebody "
                    "in between signs for the gateway.",
             .fix = "compare the root's fingerprint with the gateway's documentation first, then "
                    "trust it:\n"
                    "  sudo cp its-root.pem /usr/local/share/ca-certificates/root.crt\n"
                    "  sudo update-ca-certificates\n"
                    "or for one run:\n"
                    "  checkoutdiag tls probe TARGET --ca-file its-root.pem",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
