#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"

#include <algorithm>
#include <initializer_list>

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: threeDSRequestorChallengeInd",
     "https://docs.3dsecure.io/3dsv2/specification_231.html"},
};

std::string_view skip(const MessageCase& seen) {
  return seen.message.type == "AReq" ? "" : "it is no AReq";
}

std::vector<std::string> indicators_of(const Message& message) {
  std::vector<std::string> all;
  const auto found = message.body.find("threeDSRequestorChallengeInd");
  if (found == message.body.end()) return all;
  if (found->is_string()) all.push_back(found->get<std::string>());
  if (found->is_array())
    for (const auto& each : *found)
      if (each.is_string()) all.push_back(each.get<std::string>());
  return all;
}

std::vector<std::string> shown(const std::vector<std::string>& codes) {
  std::vector<std::string> all;
  for (const std::string& each : codes)
    all.push_back(shown_code(each));
  return all;
}

bool has_one(const std::vector<std::string>& all, std::initializer_list<std::string_view> wanted) {
  return std::any_of(all.begin(), all.end(), [&](const std::string& each) {
    return std::find(wanted.begin(), wanted.end(), each) != wanted.end();
  });
}

void run(const MessageCase& seen, Outcome& outcome) {
  const std::vector<std::string> indicators = indicators_of(seen.message);
  const std::string purpose = seen.message.text("threeDSRequestorAuthenticationInd");
  const bool begins = purpose == "02" || purpose == "03" || purpose == "04";
  if (begins && seen.message.text("deviceChannel") != "03" && !has_one(indicators, {"04", "14"}))
    outcome
        .fail(
            "threeDSRequestorAuthenticationInd is {} ({}), and threeDSRequestorChallengeInd does "
            "not mandate a challenge: {}",
            purpose,
            purpose == "02"   ? "a recurring payment begins"
            : purpose == "03" ? "instalments begin"
                              : "a card is added",
            indicators.empty() ? "it is not there" : "it is " + shown_code(indicators.front()))
        .with("threeDSRequestorChallengeInd", shown(indicators));
  if (has_one(indicators, {"03", "04"}) &&
      has_one(indicators, {"02", "05", "06", "07", "08", "10", "11"}))
    outcome.fail("threeDSRequestorChallengeInd asks for a challenge and for none at the same time")
        .with("threeDSRequestorChallengeInd", shown(indicators));
}

}  // namespace

constinit const Check<MessageCase> challenge_indicator{
    .rule =
        {.id = "threeds/challenge-indicator",
         .level = Level::warning,
         .title = "the challenge indicator and the rest of the message contradict each other",
         .why =
             "The indicator asks the issuer for a challenge or for none, and names an exemption. "
             "One that the version does not have is refused; a series of payments that begins "
             "without a challenge is refused later, when the cardholder is not there.",
         .fix = "ask for 04 (from 2.3.1 on also 14) when a series or a stored card begins; send "
                "the exemptions 05 to 09 from 2.2.0 on, and 10 to 14 from 2.3.1 on",
         .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
