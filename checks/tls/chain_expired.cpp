#include "checks/tls/chains.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280: X.509 certificate and CRL profile", "https://www.rfc-editor.org/rfc/rfc5280"},
    {"Let's Encrypt: DST Root CA X3 expiration",
     "https://letsencrypt.org/docs/dst-root-ca-x3-expiration-september-2021/"},
};

const x509::Certificate* sent_with_subject(const ChainFacts& chain, const std::string& subject) {
  for (const x509::Certificate& each : chain.certificates)
    if (each.malformed.empty() && each.subject == subject) return &each;
  return nullptr;
}

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    for (const x509::VerifyError& error : chain.verification.errors) {
      if (error.code != kExpired || error.depth == 0) continue;
      const x509::Certificate* expired = sent_with_subject(chain, error.subject);
      std::string when = expired ? " on " + text::date(expired->not_after) : std::string();
      describe(outcome.fail("{} above the certificate of {} expired{}", error.subject, called(leaf),
                            when),
               leaf)
          .with("expired", error.subject)
          .with("depth", error.depth)
          .with("sent", expired ? "yes" : "no")
          .with("store", chain.verification.store);
    }
  });
  if (outcome.findings.empty() && !all_verified(seen)) outcome.skipped_because = kNotVerified;
}

}  // namespace

constinit const Check<TlsCase> chain_expired{
    .rule = {.id = "tls/chain-expired",
             .level = Level::error,
             .title = "a certificate above the leaf has expired",
             .why = "The leaf is renewed, and an intermediate or root on its path is forgotten. "
                    "Clients with a newer store may find another path and hide it (the AddTrust "
                    "and DST X3 days).",
             .fix = "the gateway must send the current intermediate of its authority instead; on "
                    "your side, a newer bundle may help:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
