#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/diagnose.hpp"

namespace checkoutdiag::webhook {
namespace {

bool begins_with(std::string_view value, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](const std::string& each) {
    return value.size() >= each.size() &&
           text::equal_ignoring_case(value.substr(0, each.size()), each);
  });
}

int marks_of(const Scheme& scheme, const Delivery& delivery) {
  int marks = 0;
  for (const Expected& each : scheme.marks)
    if (const std::string* value = find_header(delivery, each.header))
      marks += begins_with(*value, each.values);
  for (const std::vector<std::string>* names :
       {&scheme.companions, &scheme.timestamp.headers, &scheme.id_headers})
    for (const std::string& each : *names)
      marks += find_header(delivery, each) != nullptr;
  return marks;
}

}  // namespace

const Scheme* sender_of(const Delivery& delivery) {
  const Scheme* best = nullptr;
  int most = 0;
  for (const Scheme& scheme : built_in_schemes())
    if (const int marks = marks_of(scheme, delivery); marks > most) {
      most = marks;
      best = &scheme;
    }
  return best;
}

}  // namespace checkoutdiag::webhook
