#include "checks/ca/ca.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PCI DSS 4.0.1, requirement 4.2.1.1: an inventory of trusted keys and certificates",
     "https://www.pcisecuritystandards.org/document_library/"},
};

// What cannot be looked into by its nature (Inventory::unseen) is told with the data: it is a limit
// that is always there and no reason to doubt this look.
void run(const MachineCase& seen, Outcome& outcome) {
  if (!seen.seen.incomplete) return;
  std::string why = seen.seen.incomplete_because.empty() ? std::string("it was ended early")
                                                         : seen.seen.incomplete_because;
  outcome.undecided(
      "not every store was looked for and read: {}; let the run have a longer --deadline, or give "
      "it "
      "the stores that matter by name",
      why);
}

}  // namespace

constinit const Check<MachineCase> search_complete{
    .rule = {.id = "ca/search-complete",
             .level = Level::error,
             .title = "the search for trust stores did not come to its end",
             .why = "A store that was not seen cannot be said to be good. Who relies on the "
                    "inventory, or gates on it, must know that it is not all there is.",
             .fix = "let the run have more time, or give it the stores that matter by name:\n"
                    "  checkoutdiag ca audit --deadline 120\n"
                    "  checkoutdiag ca audit /opt/shop/cacert.pem",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
