#include "checks/waivers/waivers.hpp"

namespace checkoutdiag::waivers::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PCI DSS 4.0.1, appendix B: compensating controls are evaluated at each annual assessment",
     "https://www.pcisecuritystandards.org/document_library/"},
};

}  // namespace

constinit const Check<WaiverCase> unused{
    .rule = {.id = "waivers/unused",
             .level = Level::note,
             .title = "the waivers file holds a waiver that excuses nothing",
             .why = "A waiver that is no longer needed hides the same fault when it comes back, "
                    "and one whose subject is misspelt excuses nothing while it seems to.",
             .fix = "delete the entry, or correct its subject to a name as the report shows it",
             .references = kReferences},
    .run =
        [](const WaiverCase& seen, Outcome& outcome) {
          for (const Entry& entry : seen.entries) {
            const Waiver& waiver = entry.waiver;
            if (is_expired(waiver, seen.at)) continue;  // told by waivers/expired
            Finding* finding = nullptr;
            if (entry.use == Use::held)
              finding = &outcome.fail("the waiver of {} for {} excuses nothing: the rule holds",
                                      waiver.rule, waiver.subject);
            else if (entry.use == Use::no_subject)
              finding = &outcome.fail(
                  "the waiver of {} for {} excuses nothing: no subject of this "
                  "run has that name",
                  waiver.rule, waiver.subject);
            if (finding) finding->place = entry.place;
          }
        },
};

}  // namespace checkoutdiag::waivers::rules
