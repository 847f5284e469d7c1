#include "checks/waivers/waivers.hpp"

namespace checkoutdiag::waivers::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PCI DSS 4.0.1, appendix B: compensating controls are evaluated at each annual assessment",
     "https://www.pcisecuritystandards.org/document_library/"},
};

}  // namespace

constinit const Check<WaiverCase> expired{
    .rule = {.id = "waivers/expired",
             .level = Level::warning,
             .title = "the waivers file holds a waiver whose day has passed",
             .why = "A waiver is a promise to look again on a day. That day has passed, so its "
                    "findings count again; the promise should be kept or renewed, not forgotten.",
             .fix = "repair what it excused and delete the entry, or give it a new date and a "
                    "reason that still holds",
             .references = kReferences},
    .run =
        [](const WaiverCase& seen, Outcome& outcome) {
          for (const Entry& entry : seen.entries) {
            const Waiver& waiver = entry.waiver;
            if (!is_expired(waiver, seen.at)) continue;
            Finding& finding = outcome.fail("the waiver of {} for {} ended on {}", waiver.rule,
                                            waiver.subject, text::date(waiver.expires));
            finding.place = entry.place;
            finding.with("reason", waiver.reason);
          }
        },
};

}  // namespace checkoutdiag::waivers::rules
