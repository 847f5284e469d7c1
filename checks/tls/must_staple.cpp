#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7633: the TLS feature extension", "https://www.rfc-editor.org/rfc/rfc7633"},
    {"nginx: ssl_stapling", "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts& chain, const x509::Certificate& leaf) {
    if (!leaf.must_staple || chain.stapled) return;
    if (!chain.staple_asked) {
      outcome.undecided(
          "the certificate of {} demands a staple, and none was asked for; see it with: {}",
          called(leaf), s_client(seen, "-status"));
      return;
    }
    describe(outcome.fail("the certificate of {} demands an OCSP staple, and none was sent",
                          called(leaf)),
             leaf)
        .with("ocsp_urls", leaf.ocsp_urls)
        .fixed_by("on the gateway, for nginx:" + paste("ssl_stapling on;") +
                  "\nto see it:" + paste(s_client(seen, "-status")));
  });
}

}  // namespace

constinit const Check<TlsCase> must_staple{
    .rule = {.id = "tls/must-staple",
             .level = Level::error,
             .title = "the certificate demands an OCSP staple, and none was sent",
             .why = "The certificate itself says that no connection is to be trusted without a "
                    "stapled OCSP response (must-staple). Clients that honour it, such as "
                    "Firefox, refuse.",
             .fix = "on the gateway, staple, or have the certificate issued without must-staple; "
                    "for nginx:\n"
                    "  ssl_stapling on;\n"
                    "to see it:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST -status </dev/null",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
