#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
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
    if (seen.at >= leaf.not_before) return;
    describe(outcome.fail("the certificate of {} is valid only from {}", called(leaf),
                          text::rfc3339(leaf.not_before)),
             leaf)
        .with("now", text::rfc3339(seen.at))
        .fixed_by("compare this machine's clock with the gateway's first:" + paste("date -u") +
                  paste(curl(seen, "-skI -m 10") + " | grep -i ^date") +
                  "\nif they agree, the gateway must go back to a certificate that is valid now");
  });
}

}  // namespace

constinit const Check<TlsCase> leaf_not_yet_valid{
    .rule = {.id = "tls/leaf-not-yet-valid",
             .level = Level::error,
             .title = "the certificate is not valid yet",
             .why = "A certificate that was installed before its time, or a clock that is wrong "
                    "here: clients refuse it until the day comes.",
             .fix = "compare this machine's clock with the gateway's first:\n"
                    "  date -u\n"
                    "  curl -skI -m 10 https://HOST/ | grep -i ^date\n"
                    "if they agree, the gateway must go back to a certificate that is valid now",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
