#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: decoupled authentication", "https://docs.3dsecure.io/3dsv2/auth.html"},
};

std::string_view skip(const MessageCase& seen) {
  return seen.message.type == "ARes" ? "" : "it is no ARes";
}

void run(const MessageCase& seen, Outcome& outcome) {
  const std::string status = seen.message.text("transStatus");
  const std::string confirmed = seen.message.text("acsDecConInd");
  // That it is missing where it is needed is told by the field itself.
  if (status == "D" && confirmed == "N")
    outcome.fail("transStatus is D (decoupled), and acsDecConInd is N: the issuer does not do it")
        .with("transStatus", status)
        .with("acsDecConInd", confirmed);
  if (status == "C" && confirmed == "Y")
    outcome.fail("transStatus is C, and acsDecConInd is Y: both a challenge and no challenge")
        .with("transStatus", status)
        .with("acsDecConInd", confirmed);
  const Message* request = seen.transaction.find("AReq");
  if (status == "D" && request && request->text("threeDSRequestorDecReqInd") == "N")
    outcome
        .fail("transStatus is D, and the AReq did not ask for it: threeDSRequestorDecReqInd is N")
        .with("transStatus", status);
}

}  // namespace

constinit const Check<MessageCase> decoupled_contradicts{
    .rule = {.id = "threeds/decoupled-contradicts",
             .level = Level::error,
             .title = "what the ARes says of decoupled authentication contradicts itself",
             .why = "Decoupled authentication takes place outside of the checkout, for up to a "
                    "week: the shop shows no frame and asks later. An answer that says both "
                    "leaves the page with nothing to show and nothing to wait for.",
             .fix = "take transStatus for what counts, report it to the issuer's ACS with the "
                    "ids of the transaction, and begin again with threeDSRequestorDecReqInd N",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
