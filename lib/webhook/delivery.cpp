#include "lib/webhook/delivery.hpp"

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook {

std::vector<std::string_view> values_of(const Delivery& delivery, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Header& each : delivery.headers)
    if (text::equal_ignoring_case(each.name, name)) values.push_back(each.value);
  return values;
}

const std::string* find_header(const Delivery& delivery, std::string_view name) {
  for (const Header& each : delivery.headers)
    if (text::equal_ignoring_case(each.name, name)) return &each.value;
  return nullptr;
}

}  // namespace checkoutdiag::webhook
