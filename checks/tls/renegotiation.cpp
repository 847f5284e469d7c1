#include "checks/tls/scope.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5746: TLS renegotiation indication", "https://www.rfc-editor.org/rfc/rfc5746"},
    {"OpenSSL 3 migration guide", "https://docs.openssl.org/3.0/man7/migration_guide/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const std::optional<bool>& secure_renegotiation = seen.seen.features.secure_renegotiation;
  if (!secure_renegotiation)
    outcome.undecided("whether secure renegotiation is supported was not seen; {}", kAskAgain);
  else if (!*secure_renegotiation)
    outcome.fail("does not support secure renegotiation (RFC 5746)")
        .with("secure_renegotiation", "no");
}

}  // namespace

constinit const Check<TlsCase> renegotiation{
    .rule = {.id = "tls/renegotiation",
             .level = Level::warning,
             .title = "does not support secure renegotiation",
             .why = "Without RFC 5746 an attacker can put his own bytes in front of a client's; "
                    "and OpenSSL 3 refuses to connect at all (`unsafe legacy renegotiation "
                    "disabled`).",
             .fix = "the gateway must update its TLS library; until then, on your side, in the "
                    "section of openssl.cnf that `system_default` names:\n"
                    "  Options = UnsafeLegacyServerConnect",
             .references = kReferences},
    .skip = &no_legacy_tls,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
