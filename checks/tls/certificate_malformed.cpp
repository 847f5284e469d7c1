#include <algorithm>

#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280: X.509 certificate and CRL profile", "https://www.rfc-editor.org/rfc/rfc5280"},
    {"ITU-T X.690: distinguished encoding rules", "https://www.itu.int/rec/T-REC-X.690"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  std::vector<std::string> told;
  for (const ChainFacts& chain : seen.seen.chains) {
    for (std::size_t i = 0; i < chain.certificates.size(); ++i) {
      const x509::Certificate& each = chain.certificates[i];
      if (each.malformed.empty() || std::find(told.begin(), told.end(), each.sha256) != told.end())
        continue;
      told.push_back(each.sha256);
      outcome.fail("certificate {} of the chain cannot be read: {}", i + 1, each.malformed)
          .with("position", static_cast<std::int64_t>(i + 1))
          .with("sha256", each.sha256)
          .with("bytes", static_cast<std::int64_t>(each.der.size()))
          .fixed_by("the gateway must install a correct certificate; what it sends:" +
                    paste(s_client(seen, "-showcerts")));
    }
  }
}

}  // namespace

constinit const Check<TlsCase> certificate_malformed{
    .rule = {.id = "tls/certificate-malformed",
             .level = Level::error,
             .title = "a certificate in the chain cannot be read",
             .why = "What OpenSSL cannot parse no client can verify; some clients then drop the "
                    "connection without a word.",
             .fix = "the gateway must install a correct certificate file; what it sends:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST -showcerts </dev/null",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
