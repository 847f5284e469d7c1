#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 section 4.1.2.5: validity",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"},
    {"Spreedly: the AddTrust expiry of 2020-05-30",
     "https://status.spreedly.com/incidents/h39zkpygxcpk"},
};

// Whole days, rounded down: the last day of validity is "in 0 days".
std::int64_t days_left(const StoreCase& seen, const x509::Certificate& certificate) {
  return days_between(seen.at, certificate.not_after);
}

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const x509::Certificate& certificate = *held.certificate;
  const std::int64_t left = days_left(seen, certificate);
  Finding& finding = outcome.fail(
      "{} in {} expires on {}, in {}; not a defect by itself: from then on a gateway whose only "
      "path ends in it is refused by every reader but Java",
      called(certificate), called(seen.store), text::rfc3339(certificate.not_after),
      days_text(left));
  describe(finding, held)
      .with("days_left", left)
      .with("warning_days", seen.wanted.expiry_warning_days)
      .with("readers", reader_names(seen))
      .fixed_by(
          "ask before that day which gateways depend on it: checkoutdiag ca chain, with --now "
          "for the day after; a store that is up to date has what replaces it; " +
          how_to_update(seen.store));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found = held_where(seen, [&](const Held& each) {
    return seen.at <= each.certificate->not_after &&
           days_left(seen, *each.certificate) < seen.wanted.expiry_warning_days;
  });
  tell_each(seen, found, "expire soon too", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> expires_soon{
    .rule = {.id = "ca/expires-soon",
             .level = Level::warning,
             .title = "a certificate in the store expires soon",
             .why = "Authorities replace their roots years before, and most such days pass without "
                    "notice. On those that did not (AddTrust in 2020, DST Root CA X3 in 2021), "
                    "gateways still sent the old path, and payments stopped from one second to the "
                    "next for clients that knew no other. Java does not look at an anchor's dates.",
             .fix = "ask before that day which gateways depend on it:\n"
                    "  checkoutdiag ca chain TARGET",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
