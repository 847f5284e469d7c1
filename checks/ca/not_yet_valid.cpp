#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 section 4.1.2.5: validity",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"},
    {"chrony: the clock of a machine", "https://chrony-project.org/documentation.html"},
};

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const x509::Certificate& certificate = *held.certificate;
  Finding& finding = outcome.fail(
      "{} in {} is not valid before {}, and it is {}; until then every reader but Java refuses "
      "gateways below it",
      called(certificate), called(seen.store), text::rfc3339(certificate.not_before),
      text::rfc3339(seen.at));
  describe(finding, held).with("now", text::rfc3339(seen.at)).with("readers", reader_names(seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found =
      held_where(seen, [&](const Held& each) { return seen.at < each.certificate->not_before; });
  tell_each(seen, found, "are not valid yet either", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> not_yet_valid{
    .rule = {.id = "ca/not-yet-valid",
             .level = Level::warning,
             .title = "a certificate in the store is not valid yet",
             .why = "Roots are published after their first day, so either this machine's clock is "
                    "behind, which breaks every gateway's certificate sooner or later, or the "
                    "certificate is of somebody's own making. Java does not look at an anchor's "
                    "dates.",
             .fix = "look at the clock first; where it is right, ask who made the certificate:\n"
                    "  timedatectl status",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
