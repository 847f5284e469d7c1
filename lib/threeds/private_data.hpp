#pragma once
#include <nlohmann/json.hpp>

namespace checkoutdiag::threeds {

/// A message without what is of a card or a person: "(left out)" in its place. Card numbers
/// elsewhere are the redactor's matter.
nlohmann::ordered_json without_private_data(nlohmann::ordered_json message);

}  // namespace checkoutdiag::threeds
