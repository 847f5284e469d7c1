#include "checks/tls/chains.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: server side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
    {"CA/Browser Forum baseline requirements",
     "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const int most = *seen.wanted.max_certificate_days;
  for_each_leaf(seen, [&](const ChainFacts&, const x509::Certificate& leaf) {
    auto life = leaf.not_after - leaf.not_before;
    if (life <= std::chrono::days(most)) return;
    std::int64_t days = std::chrono::ceil<std::chrono::days>(life).count();
    describe(outcome.fail("the certificate of {} is valid for {}, the policy allows {}",
                          called(leaf), days_text(days), days_text(most)),
             leaf)
        .with("days", days)
        .with("most_days", most);
  });
}

}  // namespace

constinit const Check<TlsCase> certificate_lifetime{
    .rule = {.id = "tls/certificate-lifetime",
             .level = Level::warning,
             .title = "the certificate is valid for longer than the policy allows",
             .why = "Long lives keep lost keys and old names alive; browsers cap the life of "
                    "public certificates, and Mozilla recommends less still.",
             .fix = "the gateway should renew automatically and more often, for instance with "
                    "ACME:\n"
                    "  sudo certbot renew",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (!seen.wanted.max_certificate_days) return "the policy does not ask for it";
      return no_certificate(seen);
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
