#include "checks/threeds/threeds.hpp"
#include "lib/threeds/meanings.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the 3DS Method", "https://docs.3dsecure.io/3dsv2/3dsmethod.html"},
};

std::string_view skip(const MessageCase& seen) {
  return seen.message.type == "AReq" && !seen.message.text("threeDSCompInd").empty()
             ? ""
             : "it has no threeDSCompInd";
}

void run(const MessageCase& seen, Outcome& outcome) {
  const std::string value = seen.message.text("threeDSCompInd");
  if (value != "N" && value != "U") return;
  const Meaning* meaning = meaning_of("threeDSCompInd", value);
  // Without a method URL there is nothing to do: it is told, and no more.
  const Message* ranges = seen.transaction.find("CRD");
  const bool has_url = ranges && !ranges->text("threeDSMethodURL").empty();
  if (value == "U" && has_url)
    outcome.fail("threeDSCompInd is U, and the card range has a threeDSMethodURL")
        .with("threeDSCompInd", value);
  else
    outcome.fail("threeDSCompInd is {}: {}", value, meaning ? meaning->means : "")
        .at_level(value == "U" ? Level::note : Level::warning)
        .with("threeDSCompInd", value);
}

}  // namespace

constinit const Check<MessageCase> method_incomplete{
    .rule = {.id = "threeds/method-incomplete",
             .level = Level::warning,
             .title = "the 3DS Method was not completed before the AReq",
             .why = "The hidden iframe of the 3DS Method lets the issuer see the browser. Without "
                    "it (threeDSCompInd N or U) the issuer knows less, and challenges more. N "
                    "means that it was begun and no notification came within 10 s: the AReq waited "
                    "for nothing, the frame was blocked, or the notification URL did not answer.",
             .fix = "mount the iframe as soon as the card number is known, wait up to 10 s for the "
                    "notification, and send Y when it came; U only where the card range has no "
                    "threeDSMethodURL",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
