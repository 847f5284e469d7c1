#include <algorithm>
#include <utility>

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

bool has_own_rule(const x509::VerifyError& error) {
  switch (error.code) {
    case kExpired:
      return true;  // tls/leaf-expired at depth 0, tls/chain-expired above
    case kNotYetValid:
      return error.depth == 0;  // tls/leaf-not-yet-valid
    case kHostMismatch:
    case kIpMismatch:
    case kSelfSignedLeaf:
      return true;
    default:
      return is_gap(error.code);  // tls/intermediate-missing, tls/root-unknown
  }
}

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    const x509::Verification& verification = chain.verification;
    std::vector<std::pair<int, int>> told;
    for (const x509::VerifyError& error : verification.errors) {
      std::pair<int, int> which{error.code, error.depth};
      if (has_own_rule(error) || std::find(told.begin(), told.end(), which) != told.end()) continue;
      told.push_back(which);
      describe(outcome.fail("{} at {} (error {}, depth {})", error.text,
                            error.subject.empty() ? called(leaf) : error.subject, error.code,
                            error.depth),
               leaf)
          .with("code", error.code)
          .with("depth", error.depth)
          .with("subject", error.subject)
          .with("store", verification.store)
          .fixed_by("see what OpenSSL objects to:" +
                    paste(s_client(seen, "-showcerts -verify_return_error")));
    }
    if (verification.tried && !verification.valid && verification.errors.empty())
      outcome.undecided(
          "the chain of {} did not verify, and OpenSSL gave no reason; see the chain with: {}",
          called(leaf), s_client(seen, "-showcerts"));
  });
  if (outcome.findings.empty() && !all_verified(seen)) outcome.skipped_because = kNotVerified;
}

}  // namespace

constinit const Check<TlsCase> chain_invalid{
    .rule = {.id = "tls/chain-invalid",
             .level = Level::error,
             .title = "the chain does not verify",
             .why = "The path builder objects to something that has no rule of its own: a wrong "
                    "signature, a certificate that may not sign, a forbidden name or use.",
             .fix = "see what OpenSSL objects to, with the chain at hand:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST -showcerts "
                    "-verify_return_error </dev/null",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
