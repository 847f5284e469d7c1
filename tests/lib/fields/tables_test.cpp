#include "lib/fields/tables.hpp"

#include <doctest/doctest.h>

#include "lib/regex/matcher.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::fields;

TEST_CASE("every example of a postal code matches its own country's pattern") {
  std::size_t examples = 0, patterns = 0;
  for (const Country& each : countries()) {
    CAPTURE(each.code);
    const auto language = postal_languages().find(each.code);
    CHECK((language == postal_languages().end()) == each.postal_pattern.empty());
    if (language == postal_languages().end()) continue;
    ++patterns;
    regex::Matcher matcher(language->second);
    for (const std::string& example : each.examples) {
      CAPTURE(example);
      CHECK(matcher.matches(example));
      ++examples;
    }
  }
  CHECK(examples == 432);
  CHECK(patterns == 181);
  CHECK(countries().size() == 252);
}

TEST_CASE("countries and currencies by each of their codes") {
  for (const char* code : {"GB", "gb", "GBR", "826"}) {
    REQUIRE(find_country(code));
    CHECK(find_country(code)->name == "United Kingdom");
  }
  CHECK_FALSE(find_country("XX"));
  CHECK_FALSE(find_country(""));
  CHECK(find_currency("eur")->exponent == 2);
  CHECK(find_currency("392")->code == "JPY");
  CHECK(find_currency("JPY")->exponent == 0);
  CHECK(find_currency("KWD")->exponent == 3);
  CHECK_FALSE(find_currency("XAU"));
}

TEST_CASE("brands have prefixes, lengths and a code") {
  CHECK(brands().size() == 15);
  for (const Brand& each : brands()) {
    CAPTURE(each.id);
    CHECK_FALSE(each.prefixes.empty());
    CHECK_FALSE(each.lengths.empty());
    CHECK((each.code_length == 3 || each.id == "american-express"));
    for (const Brand::Prefix& prefix : each.prefixes) {
      CHECK(prefix.first <= prefix.last);
      CHECK(std::to_string(prefix.last).size() == static_cast<std::size_t>(prefix.digits));
    }
  }
}

TEST_CASE("each table says where it is from") {
  REQUIRE(origins().size() == 3);
  for (const Origin& each : origins()) {
    CHECK(each.url.starts_with("https://"));
    CHECK_FALSE(each.licence.empty());
    CHECK_FALSE(each.notice.empty());
  }
}
