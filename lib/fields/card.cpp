#include "lib/fields/card.hpp"

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::fields {
namespace {

// How many digits of the longest prefix that fits; 0: none does.
int prefix_length(const Brand& brand, std::string_view digits) {
  int best = 0;
  for (const Brand::Prefix& each : brand.prefixes) {
    const auto length = static_cast<std::size_t>(each.digits);
    if (each.digits <= best || digits.size() < length) continue;
    std::uint32_t number = 0;
    for (char digit : digits.substr(0, length))
      number = number * 10 + static_cast<std::uint32_t>(digit - '0');
    if (number >= each.first && number <= each.last) best = each.digits;
  }
  return best;
}

// Of each first digit the brands that a number with it may be of.
const std::array<std::vector<const Brand*>, 10>& by_first_digit() {
  static const auto table = [] {
    std::array<std::vector<const Brand*>, 10> all;
    for (const Brand& brand : brands())
      for (std::uint32_t digit = 0; digit < all.size(); ++digit)
        if (std::any_of(brand.prefixes.begin(), brand.prefixes.end(), [&](const auto& prefix) {
              std::uint32_t unit = 1;
              for (int i = 1; i < prefix.digits; ++i)
                unit *= 10;
              return prefix.first / unit <= digit && digit <= prefix.last / unit;
            }))
          all[digit].push_back(&brand);
    return all;
  }();
  return table;
}

// Published by Stripe, Adyen, Braintree, Checkout.com and the schemes themselves for tests.
constexpr std::array<std::string_view, 18> kTestNumbers = {
    "4111111111111111", "4242424242424242", "4000056655665556", "4000000000000002",
    "4000000000003220", "4012888888881881", "5555555555554444", "5105105105105100",
    "5200828282828210", "2223003122003222", "2223000048400011", "378282246310005",
    "371449635398431",  "6011111111111117", "6011000990139424", "3056930009020004",
    "30569309025904",   "3566002020360505"};

}  // namespace

std::vector<const Brand*> brands_of(std::string_view digits) {
  std::vector<std::pair<int, const Brand*>> found;
  if (digits.empty() || !text::is_digit(digits.front())) return {};
  for (const Brand* each : by_first_digit()[static_cast<std::size_t>(digits.front() - '0')])
    if (const int length = prefix_length(*each, digits)) found.emplace_back(length, each);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<const Brand*> all;
  for (const auto& [length, brand] : found)
    all.push_back(brand);
  return all;
}

bool has_length(const Brand& brand, std::size_t digits) {
  return std::find(brand.lengths.begin(), brand.lengths.end(), static_cast<int>(digits)) !=
         brand.lengths.end();
}

bool has_check_digit(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    const int value = (*digit - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return !digits.empty() && sum % 10 == 0;
}

bool is_test_number(std::string_view digits) {
  return std::find(kTestNumbers.begin(), kTestNumbers.end(), digits) != kTestNumbers.end();
}

}  // namespace checkoutdiag::fields
