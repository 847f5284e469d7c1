#include "checks/tls/scope.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7627: extended master secret", "https://www.rfc-editor.org/rfc/rfc7627"},
    {"RFC 9325 section 3.5: renegotiation", "https://www.rfc-editor.org/rfc/rfc9325#section-3.5"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const std::optional<bool>& extended_master_secret = seen.seen.features.extended_master_secret;
  if (!extended_master_secret)
    outcome.skipped_because = "whether the extended master secret is supported was not seen";
  else if (!*extended_master_secret)
    outcome.fail("does not support the extended master secret (RFC 7627)")
        .with("extended_master_secret", "no");
}

}  // namespace

constinit const Check<TlsCase> extended_master_secret{
    .rule = {.id = "tls/extended-master-secret",
             .level = Level::note,
             .title = "does not support the extended master secret",
             .why = "The extended master secret ties a session to its handshake, against the "
                    "triple-handshake attack; some clients (FIPS mode, PCI profiles) begin to "
                    "require it.",
             .fix = "the gateway should update its TLS library; nothing to change on your side "
                    "unless your client requires it",
             .references = kReferences},
    .skip = &no_legacy_tls,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
