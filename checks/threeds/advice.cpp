#include "checks/threeds/advice.hpp"

#include <array>

namespace checkoutdiag::threeds {
namespace {

struct Advice {
  std::string_view field, text;
};

constexpr std::array<Advice, 13> kAdvice = {{
    {"browserColorDepth",
     "send screen.colorDepth as text, and for a depth that is not in the list the next lower one: "
     "24 for 30"},
    {"browserLanguage",
     "send language and region alone, at most 8 characters: en-GB for en-GB-oxendict"},
    {"browserTZ", "send new Date().getTimezoneOffset() as text: -120 for UTC+2"},
    {"browserJavascriptEnabled", "send the JSON boolean true or false, without quotes"},
    {"browserJavaEnabled", "send navigator.javaEnabled() as a JSON boolean, without quotes"},
    {"browserScreenHeight", "send screen.height as text"},
    {"browserScreenWidth", "send screen.width as text"},
    {"purchaseAmount", "send digits in the minor unit: 1000 for 10.00 EUR"},
    {"purchaseDate", "send the time in UTC as YYYYMMDDHHMMSS"},
    {"cardExpiryDate", "send YYMM: 2812 for 12/28"},
    {"threeDSRequestorChallengeInd",
     "from 2.3.1 on it is a list of two digits, [\"01\"]; before, the two digits alone; 05 to 09 "
     "are of "
     "2.2.0 and later, 10 to 14 of 2.3.1"},
    {"notificationURL", "send an https URL that the shopper's browser can reach"},
    {"authenticationValue", "send it as it came: base64 with + and /, and its padding"},
}};

}  // namespace

std::string advice_of(const FieldFault& fault) {
  if (fault.problem != FieldProblem::missing && fault.problem != FieldProblem::malformed) return {};
  for (const Advice& each : kAdvice)
    if (each.field == fault.field) return std::string(each.text);
  return {};
}

}  // namespace checkoutdiag::threeds
