#include "lib/threeds/private_data.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace checkoutdiag::threeds {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 14> kPrivate = {"acctNumber",
                                                       "authenticationValue",
                                                       "cardholderName",
                                                       "cardExpiryDate",
                                                       "cardSecurityCode",
                                                       "email",
                                                       "subscriber",
                                                       "acctID",
                                                       "challengeDataEntry",
                                                       "threeDSReqAuthData",
                                                       "threeDSReqPriorAuthData",
                                                       "cardholderInfo",
                                                       "challengeHTMLDataEntry",
                                                       "browserIP"};

bool is_private(const std::string& name) {
  return name.starts_with("billAddr") || name.starts_with("shipAddr") ||
         std::find(kPrivate.begin(), kPrivate.end(), name) != kPrivate.end();
}

void clear(Json& value, int depth) {
  constexpr int kDeepest = 32;
  if (depth > kDeepest) {
    if (value.is_structured()) value = "(left out)";
    return;
  }
  if (value.is_object()) {
    for (auto& [name, inner] : value.items()) {
      if (is_private(name))
        inner = "(left out)";
      else
        clear(inner, depth + 1);
    }
  }
  if (value.is_array())
    for (Json& each : value)
      clear(each, depth + 1);
}

}  // namespace

Json without_private_data(Json message) {
  clear(message, 0);
  return message;
}

}  // namespace checkoutdiag::threeds
