#pragma once
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/repair/variant.hpp"
#include "tests/lib/webhook/advice.hpp"

// What a generator offers, with what must hold for each of them.
namespace checkoutdiag::webhook {

constexpr std::size_t kLimit = 1 << 20;

inline std::vector<Variant> all_body_repairs(std::string_view body, std::size_t limit = kLimit) {
  std::vector<Variant> found;
  body_repairs(body, limit, [&](Variant&& variant) {
    found.push_back(std::move(variant));
    return true;
  });
  return found;
}

inline std::vector<Variant> all_json_forms(std::string_view body) {
  std::vector<Variant> found;
  json_forms(body, [&](Variant&& variant) {
    found.push_back(std::move(variant));
    return true;
  });
  return found;
}

/// The id with which `original` is offered; "" when it is not.
inline std::string id_of(const std::vector<Variant>& variants, std::string_view original) {
  for (const Variant& variant : variants)
    if (variant.value == original) return std::string(variant.id);
  return {};
}

/// Nothing twice, never the given text, and words for all of it.
inline void check_well_formed(const std::vector<Variant>& variants, std::string_view given) {
  std::set<std::string_view> seen{given};
  for (const Variant& variant : variants) {
    CAPTURE(variant.id);
    CHECK(seen.insert(variant.value).second);
    CHECK(variant.id.starts_with("body."));
    CHECK_FALSE(variant.happened.empty());
    CHECK_FALSE(variant.repaired.empty());
    CHECK(test::fault_of_advice(variant.fix) == "");
  }
}

}  // namespace checkoutdiag::webhook
