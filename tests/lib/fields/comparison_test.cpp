#include "lib/fields/comparison.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::fields {
namespace {

Pair pair_of(const char* front, const char* gateway) {
  Pair pair;
  pair.front.patterns = {pattern_of(front, regex::Dialect::javascript)};
  pair.gateway.patterns = {pattern_of(gateway, regex::Dialect::javascript)};
  return pair;
}

std::string cure(const char* front, const char* gateway, bool luhn = false) {
  Pair pair = pair_of(front, gateway);
  pair.luhn = luhn;
  const std::string words = curing_normaliser(pair, {});
  if (words.empty()) return words;
  // What is named is one that the comparison itself finds enough.
  pair.normaliser = regex::normaliser_of(words).value();
  const regex::Comparison seen = compare(pair, {});
  CHECK(!seen.front_only);
  CHECK(seen.verdict != regex::Verdict::unknown);
  return words;
}

}  // namespace

TEST_CASE("the least that can be done to values so that none is refused") {
  CHECK(cure("/^(\\d ?){12,18}\\d$/", "/^\\d{13,19}$/") == "spaces");
  CHECK(cure("/^ *\\d{5} *$/", "/^\\d{5}$/") == "trim");
  CHECK(cure("/^\\d{4}([ -]?\\d{4}){3}$/", "/^\\d{16}$/") == "separators");
  CHECK(cure("/^[a-z]{3}$/i", "/^[A-Z]{3}$/") == "upper");
  CHECK(cure("/^\\s*[a-z]\\d\\s*$/i", "/^[A-Z]\\d$/") == "trim,upper");
  // Twelve digits and a space are twelve digits.
  CHECK(cure("/^[\\d ]{13,23}$/", "/^\\d{13,19}$/") == "");
}

TEST_CASE("letters are thrown away of card numbers alone") {
  CHECK(cure("/^\\d{16}x?$/", "/^\\d{16}$/") == "");
  CHECK(cure("/^\\d{16}x?$/", "/^\\d{16}$/", true) == "digits-only");
}

TEST_CASE("the length that is enough, of characters that take two units as well") {
  const auto length = [](const char* front, const char* gateway) {
    Pair pair = pair_of(front, gateway);
    const auto found = curing_length(pair, {});
    if (!found) return -1;
    pair.front.longest = *found;
    CHECK(!compare(pair, {}).front_only);
    ++pair.front.longest;
    CHECK(compare(pair, {}).front_only.has_value());
    return static_cast<int>(*found);
  };
  CHECK(length("/^.{0,20}$/", "/^.{0,10}$/") == 10);
  CHECK(length("/^.{0,20}$/u", "/^.{0,10}$/u") == 10);
  CHECK(length("/^\\d{3,5}$/", "/^\\d{3,4}$/") == 4);
  CHECK(length("/^[\\d ]{3,5}$/", "/^\\d{3,4}$/") == -1);
  CHECK(length("/^\\d{3,5}$/", "/^\\d{4,}$/") == -1);
}

TEST_CASE("of a pair with a normaliser none is looked for") {
  Pair pair = pair_of("/^\\d+ $/", "/^\\d+$/");
  pair.normaliser = regex::normaliser_of("upper").value();
  CHECK(compare(pair, {}).front_only.has_value());
  CHECK(curing_normaliser(pair, {}) == "");
}

}  // namespace checkoutdiag::fields
