#include "checks/tls/scope.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 3.3: compression", "https://www.rfc-editor.org/rfc/rfc9325#section-3.3"},
    {"CVE-2012-4929 (CRIME)", "https://nvd.nist.gov/vuln/detail/CVE-2012-4929"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const std::optional<bool>& compression = seen.seen.features.compression;
  if (!compression)
    outcome.undecided("whether compression is accepted was not seen; {}", kAskAgain);
  else if (*compression)
    outcome.fail("chooses DEFLATE compression when it is offered").with("compression", "deflate");
}

}  // namespace

constinit const Check<TlsCase> compression{
    .rule = {.id = "tls/compression",
             .level = Level::error,
             .title = "compresses TLS records",
             .why = "Compression before encryption shows by its length what was guessed right: "
                    "session cookies and tokens are read byte by byte (CRIME).",
             .fix = "on the gateway, switch TLS compression off (nginx since 1.3.2 and OpenSSL "
                    "since 1.1.0 have it off), for Apache:\n"
                    "  SSLCompression off",
             .references = kReferences},
    .skip = &no_legacy_tls,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
