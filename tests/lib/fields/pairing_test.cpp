#include "lib/fields/pairing.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::fields;

namespace {

Field field(const std::string& name, Meaning meaning = Meaning::other) {
  Field one;
  one.name = name;
  one.meaning = meaning;
  return one;
}

std::string told(const Pairing& pairing) {
  std::string text;
  for (const Pair& each : pairing.pairs)
    text += each.name + "=" + each.gateway_name + (each.country.empty() ? "" : "@" + each.country) +
            " ";
  for (const Field* each : pairing.front_only)
    text += "-" + each->name + " ";
  for (const Field* each : pairing.gateway_only)
    text += "+" + each->name + " ";
  return text;
}

}  // namespace

TEST_CASE("fields are paired by what is said, by name, and by a meaning that one alone has") {
  Schema front, gateway;
  front.fields = {field("note"),
                  field("Holder"),
                  field("zip", Meaning::postal_code),
                  field("a", Meaning::email),
                  field("b", Meaning::email),
                  field("mine")};
  gateway.fields = {field("holder"), field("postcode", Meaning::postal_code),
                    field("mail", Meaning::email), field("theirs"), field("note")};
  CHECK(told(pair_fields(front, gateway, {})) ==
        "note=note Holder=holder zip=postcode -a -b -mine +mail +theirs ");
  PairingOptions options;
  options.renamed = {{"mine", "theirs"}, {"a", "mail"}};
  CHECK(told(pair_fields(front, gateway, options)) ==
        "note=note Holder=holder zip=postcode a=mail mine=theirs -b ");
  options.renamed = {{"mine", "nobody"}};
  CHECK_THROWS_WITH_AS(pair_fields(front, gateway, options), "the gateway has no field nobody",
                       Failure);
  PairingOptions unknown;
  unknown.normalisers["nobody"] = {};
  CHECK_THROWS_WITH_AS(pair_fields(front, gateway, unknown), "the form has no field nobody",
                       Failure);
}

TEST_CASE("a rule by country is a pair for each country that has one") {
  Schema front, gateway;
  front.fields = {field("zip", Meaning::postal_code)};
  front.fields[0].by_country["FR"].longest = 5;
  gateway.fields = {field("zip", Meaning::postal_code)};
  gateway.fields[0].by_country["GB"].longest = 8;
  gateway.fields[0].language.longest = 9;
  const Pairing all = pair_fields(front, gateway, {});
  CHECK(told(all) == "zip=zip@FR zip=zip@GB ");
  CHECK(all.pairs[0].front.longest == 5);
  CHECK(all.pairs[0].gateway.longest == 9);
  CHECK(all.pairs[1].gateway.longest == 8);
  PairingOptions options;
  options.countries = {"CH"};
  CHECK(told(pair_fields(front, gateway, options)) == "zip=zip@CH ");
}

TEST_CASE("what the form never leaves empty is not compared empty") {
  Schema front, gateway;
  front.fields = {field("zip")};
  front.fields[0].language.shortest = 1;
  gateway.fields = {field("zip")};
  gateway.fields[0].language.optional = true;
  CHECK_FALSE(pair_fields(front, gateway, {}).pairs[0].gateway.optional);
  CHECK(pair_fields(front, gateway, {}).pairs[0].gateway.shortest == 1);
  front.fields[0].language.optional = true;
  CHECK(pair_fields(front, gateway, {}).pairs[0].gateway.optional);
}

TEST_CASE("card numbers are compared with their check digit, and as they are normalised") {
  Schema front, gateway;
  front.fields = {field("pan", Meaning::card_number)};
  gateway.fields = {field("number", Meaning::card_number)};
  front.fields[0].normaliser = regex::normaliser_of("spaces");
  Pairing pairing = pair_fields(front, gateway, {});
  CHECK(pairing.pairs[0].luhn);
  CHECK(pairing.pairs[0].normaliser.size() == 1);
  gateway.fields[0].luhn = false;
  CHECK_FALSE(pair_fields(front, gateway, {}).pairs[0].luhn);
  PairingOptions options;
  options.normalisers[""] = regex::normaliser_of("trim,upper").value();
  CHECK(pair_fields(front, gateway, options).pairs[0].normaliser.size() == 2);
  options.normalisers["pan"] = {};
  CHECK(pair_fields(front, gateway, options).pairs[0].normaliser.empty());
}

TEST_CASE("what the gateway takes left out, the form may send empty") {
  const auto refuses = [](bool left_out, bool asked, const char* pattern) {
    Schema front, gateway;
    front.fields = {field("zip")};
    front.fields[0].language.optional = !asked;
    front.fields[0].language.shortest = asked ? 1 : 0;
    gateway.fields = {field("zip")};
    gateway.fields[0].is_left_out = left_out;
    gateway.fields[0].language.optional = true;
    regex::Pattern rule;
    rule.text = pattern;
    gateway.fields[0].language.patterns = {rule};
    return pair_fields(front, gateway, {}).pairs.at(0).refuses_empty;
  };
  CHECK(refuses(true, false, "^\\d{5}$") == true);
  CHECK(refuses(true, false, "^\\d*$") == false);
  CHECK(refuses(true, true, "^\\d{5}$") == std::nullopt);
  CHECK(refuses(false, false, "^\\d{5}$") == std::nullopt);
}
