#include <algorithm>

#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"CA/Browser Forum baseline requirements",
     "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"},
    {"RFC 5280 section 4.1.2.5: validity",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  for_each_leaf(seen, [&](const ChainFacts&, const x509::Certificate& leaf) {
    const int days = seen.wanted.expiry_warning_days, earlier = std::max(30, 2 * days);
    std::int64_t left = days_between(seen.at, leaf.not_after);
    if (seen.at > leaf.not_after || left >= days) return;
    describe(outcome.fail("the certificate of {} expires on {}, in {}", called(leaf),
                          text::date(leaf.not_after), days_text(left)),
             leaf)
        .with("days_left", left)
        .with("warning_days", days)
        .fixed_by("ask the gateway when it renews; to be told earlier next time:" +
                  paste(again(seen, {{"--expiry-warning", std::to_string(earlier)}})));
  });
}

}  // namespace

constinit const Check<TlsCase> leaf_expires_soon{
    .rule = {.id = "tls/leaf-expires-soon",
             .level = Level::warning,
             .title = "the certificate expires soon",
             .why = "Renewal is automatic until it is not. A certificate that should have been "
                    "renewed by now is the last warning before payments stop.",
             .fix = "ask the gateway when it renews; to be told earlier next time:\n"
                    "  checkoutdiag tls probe TARGET --expiry-warning 30",
             .references = kReferences},
    .skip = &no_certificate,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
