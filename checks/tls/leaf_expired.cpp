#include "checks/tls/chains.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280: X.509 certificate and CRL profile", "https://www.rfc-editor.org/rfc/rfc5280"},
    {"RFC 5280 section 4.1.2.5: validity",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts&, const x509::Certificate& leaf) {
    if (seen.at <= leaf.not_after) return;
    describe(
        outcome.fail("the certificate of {} expired on {}, {} ago", called(leaf),
                     text::date(leaf.not_after), days_text(days_between(leaf.not_after, seen.at))),
        leaf);
  });
}

}  // namespace

constinit const Check<TlsCase> leaf_expired{
    .rule = {.id = "tls/leaf-expired",
             .level = Level::error,
             .title = "the certificate has expired",
             .why = "Every client that verifies refuses an expired certificate, from one second "
                    "to the next; payments stop until it is renewed.",
             .fix = "the gateway must renew and install its certificate; nothing on your side "
                    "repairs it, and switching verification off gives card data to anyone on the "
                    "path",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
