#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/language.hpp"

// Tables that the program has: countries and their postal codes, currencies, brands of cards.
namespace checkoutdiag::fields {

struct Country {
  std::string code;            // ISO 3166-1 alpha-2
  std::string name;            // safe to print
  std::string alpha3, number;  // empty: the code is not of ISO 3166-1
  /// Of a whole postal code; empty: the country has none, or none is known.
  std::string postal_pattern;
  bool needs_postal = false;  // addresses have one
  std::vector<std::string> examples;
};

const std::vector<Country>& countries();

/// By alpha-2, alpha-3 or number, letters of either case.
const Country* find_country(std::string_view code);

/// Of each country with a pattern.
const std::map<std::string, regex::Language>& postal_languages();

struct Brand {
  std::string id, name;
  /// Of the first digits, each with as many as the prefix has: "51-55" is {51, 55} and 2 digits.
  struct Prefix {
    std::uint32_t first = 0, last = 0;
    int digits = 0;
  };
  std::vector<Prefix> prefixes;
  std::vector<int> lengths;
  std::string code;  // what its security code is called
  int code_length = 3;
  bool luhn = true;  // false: numbers without a right check digit are issued, too
};

const std::vector<Brand>& brands();

struct Currency {
  std::string code, number;
  int exponent = 2;  // digits of the minor unit
};

/// By its alphabetic or its numeric code; nothing for gold, funds and codes for tests.
const Currency* find_currency(std::string_view code);

/// Where a table is from: a sentence with its licence, and its address.
struct Origin {
  std::string table, package, url, licence, notice, date;
};

std::vector<Origin> origins();

}  // namespace checkoutdiag::fields
