#include "checks/fields/record.hpp"

#include <doctest/doctest.h>

#include "checks/fields/hint.hpp"
#include "lib/failure.hpp"
#include "lib/fields/card.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::fields;

namespace {

JudgeOptions in_2026() {
  JudgeOptions options;
  options.now = text::parse_time("2026-11-26T12:00:00Z").value();
  return options;
}

std::string reasons(RecordJudge& judge, const std::vector<std::string_view>& values) {
  std::string words;
  for (const Problem& each : judge.judge(values))
    words += std::to_string(each.column) + ":" + std::string(word_of(each.reason)) + " ";
  return words;
}

std::string one(const std::string& field, std::string_view value,
                const JudgeOptions& options = in_2026()) {
  RecordJudge judge(nullptr, {field}, options);
  return reasons(judge, {value});
}

}  // namespace

TEST_CASE("card numbers: digits, length of the brand, check digit") {
  CHECK(one("card_number", "4111111111111111") == "");
  CHECK(one("card_number", "378282246310005") == "");
  CHECK(one("card_number", "4111 1111 1111 1111") == "0:not-digits ");
  CHECK(one("card_number", "4111111111111112") == "0:check-digit ");
  CHECK(one("card_number", "37828224631000") == "0:card-length ");
  CHECK(one("card_number", "41111111111") == "0:card-length ");
  CHECK(one("card_number", "12345678901234567890") == "0:card-length ");
  CHECK(one("card_number", "1000000000000008") == "0:brand-unknown ");
  // UnionPay issues numbers without a check digit.
  CHECK(one("card_number", "6212345678901233") == "");
  CHECK(one("card_number", "") == "0:missing ");
  CHECK(one("card_number", "4.11111E+15") == "0:rounded ");
  CHECK(one("card_number", "4,11111e15") == "0:rounded ");
  CHECK(one("card_number", "4111E") == "0:not-digits ");
}

TEST_CASE("brands overlap, the longest prefix first") {
  const auto names = [](std::string_view digits) {
    std::string all;
    for (const Brand* each : brands_of(digits))
      all += each->id + " ";
    return all;
  };
  CHECK(names("4111111111111111") == "visa ");
  CHECK(names("2720999999999999") == "mastercard ");
  CHECK(names("6011111111111117") == "discover maestro ");
  CHECK(names("6212345678901233").starts_with("unionpay "));
  CHECK(names("0") == "");
  CHECK(names("").empty());
  CHECK(is_test_number("4242424242424242"));
  CHECK_FALSE(is_test_number("4111111111111129"));
  CHECK(has_check_digit("4111111111111111"));
  CHECK_FALSE(has_check_digit(""));
}

TEST_CASE("a security code has the length of its card") {
  RecordJudge judge(nullptr, {"cvc", "number"}, in_2026());
  CHECK(reasons(judge, {"123", "4111111111111111"}) == "");
  CHECK(reasons(judge, {"1234", "4111111111111111"}) == "0:code-length ");
  CHECK(reasons(judge, {"1234", "378282246310005"}) == "");
  CHECK(reasons(judge, {"123", "378282246310005"}) == "0:code-length ");
  CHECK(reasons(judge, {"12a", ""}) == "1:missing 0:not-digits ");
  CHECK(reasons(judge, {"12", ""}) == "1:missing 0:code-length ");
  CHECK(reasons(judge, {"1234", ""}) == "1:missing ");
}

TEST_CASE("an expiry: formats, months, and the end of the month where clocks differ") {
  for (const char* good : {"11/26", "11/2026", "11 / 26", "11-26", "2026-11", "112026", "1/27"})
    CHECK(one("expiry", good) == "");
  CHECK(one("expiry", "soon") == "0:expiry-format ");
  CHECK(one("expiry", "112026x") == "0:expiry-format ");
  CHECK(one("expiry", "13/26") == "0:expiry-month ");
  CHECK(one("expiry", "00/26") == "0:expiry-month ");
  CHECK(one("expiry", "10/26") == "0:expired ");
  CHECK(one("expiry", "11/47") == "0:expiry-far ");
  CHECK(one("expiry", "1112") == "0:expiry-order ");
  JudgeOptions options = in_2026();
  options.order = ExpiryOrder::year_first;
  CHECK(one("expiry", "3012", options) == "");
  options.order = ExpiryOrder::month_first;
  CHECK(one("expiry", "1112", options) == "0:expired ");
  options.now = text::parse_time("2026-11-30T09:59:59Z").value();
  CHECK(one("expiry", "11/26", options) == "");
  options.now = text::parse_time("2026-11-30T10:00:00Z").value();
  CHECK(one("expiry", "11/26", options) == "0:expiry-zone ");
  options.now = text::parse_time("2026-12-01T11:59:59Z").value();
  CHECK(one("expiry", "11/26", options) == "0:expiry-zone ");
  options.now = text::parse_time("2026-12-01T12:00:00Z").value();
  CHECK(one("expiry", "11/26", options) == "0:expired ");
}

TEST_CASE("a postal code is one of its country") {
  RecordJudge judge(nullptr, {"zip", "country"}, in_2026());
  CHECK(reasons(judge, {"SW1A 1AA", "GB"}) == "");
  CHECK(reasons(judge, {"SW1A 1AA", "gbr"}) == "");
  CHECK(reasons(judge, {"12345", "826"}) == "0:postal-format ");
  CHECK(reasons(judge, {"12345", "276"}) == "");
  CHECK(reasons(judge, {"00000", "AE"}) == "0:postal-unneeded ");
  CHECK(reasons(judge, {"", "AE"}) == "");
  CHECK(reasons(judge, {"12345", ""}) == "0:country-unknown ");
  CHECK(reasons(judge, {"12345", "XX"}) == "0:country-unknown 1:country ");
  JudgeOptions options = in_2026();
  options.country = "CH";
  CHECK(one("postal_code", "8001", options) == "");
  CHECK(one("postal_code", "800", options) == "0:postal-format ");
  CHECK(one("postal_code", "8001") == "0:country-unknown ");
}

TEST_CASE("names, amounts, currencies, addresses and numbers") {
  CHECK(one("card_name", "Ann Smith") == "");
  CHECK(one("card_name", "A") == "0:name-length ");
  CHECK(one("card_name", "J\xC3\xBCrgen") == "0:name-ascii ");
  CHECK(one("card_name", "4111 1111 1111 1111") == "0:card-in-text ");
  CHECK(one("amount", "1250") == "");
  CHECK(one("amount", "12.50") == "0:amount-format ");
  CHECK(one("amount", "-1") == "0:amount-format ");
  CHECK(one("amount", "000") == "0:amount-zero ");
  CHECK(one("currency", "eur") == "");
  CHECK(one("currency", "XAU") == "0:currency ");
  CHECK(one("email", "ann@example.com") == "");
  CHECK(one("email", "ann@example..com") == "0:email-format ");
  CHECK(one("email", std::string(251, 'a') + "@b.c").find("email-format") != std::string::npos);
  CHECK(one("phone", "+41446681800") == "");
  CHECK(one("phone", "044 668 18 00") == "0:phone-format ");
}

TEST_CASE("a schema's rule, by name and by meaning, and by country") {
  Schema schema;
  schema.source = "api";
  Field number, zip, note;
  number.name = "number";
  number.meaning = Meaning::card_number;
  regex::Pattern digits;
  digits.text = "^\\d{13,16}$";
  number.language.patterns = {digits};
  zip.name = "zip";
  zip.meaning = Meaning::postal_code;
  zip.by_country = postal_languages();
  zip.language.optional = true;
  note.name = "note";
  note.language.longest = 3;
  schema.fields = {number, zip, note};
  RecordJudge judge(&schema, {"cardNumber", "ZIP", "country", "else"}, in_2026());
  CHECK(judge.absent() == std::vector<std::string>{"note"});
  CHECK(judge.known(0).is_judged);
  CHECK_FALSE(judge.known(3).is_judged);
  CHECK(reasons(judge, {"4111111111111111", "10115", "DE", "x"}) == "");
  CHECK(reasons(judge, {"", "", "DE", ""}) == "0:missing 1:missing ");
  CHECK(reasons(judge, {"4111 1111", "1", "DE", ""}) == "0:pattern 0:not-digits 1:pattern ");
  CHECK(reasons(judge, {"4111111111111111", "1", "", ""}) == "1:country-unknown ");
  RecordJudge long_note(&schema, {"note"}, in_2026());
  CHECK(reasons(long_note, {"1234"}) == "0:pattern ");
  CHECK(reasons(long_note, {"123"}) == "");
  CHECK_THROWS_AS(RecordJudge(&schema, {"nothing"}, in_2026()), Failure);
  CHECK_THROWS_AS(RecordJudge(nullptr, {"id"}, in_2026()), Failure);
}

TEST_CASE("what is so of this very value") {
  const auto hint = [](const std::string& field, std::string_view value, const char* country = "") {
    RecordJudge judge(nullptr, {field}, in_2026());
    const auto& problems = judge.judge({value});
    return problems.empty() ? "" : hint_of(judge, problems.front(), country);
  };
  CHECK(hint("card_number", "411111111111111") == "Visa has 16, 18 or 19 digits, and this one 15");
  CHECK(hint("card_number", "4111 1111 1111 1111") == "a space at character 5");
  CHECK(hint("card_number", "4111x") == "at character 5");
  CHECK(hint("cvc", "12") == "2 digits, and codes have 3 or 4");
  CHECK(hint("postal_code", "1") == "give --country");
  CHECK(hint("amount", "1.5").find("12.50 EUR is 1250") != std::string::npos);
  Schema postal = read_schema("postal");
  RecordJudge judge(&postal, {"postal_code", "country"}, in_2026());
  CHECK(hint_of(judge, judge.judge({"1", "DE"}).front(), "DE") == "Germany, such as 26133");
}

TEST_CASE("what is judged is what is sent") {
  JudgeOptions options = in_2026();
  options.normalisers[""] = regex::normaliser_of("separators").value();
  options.normalisers["name"] = regex::normaliser_of("trim,upper").value();
  RecordJudge judge(nullptr, {"card_number", "card_name"}, options);
  CHECK(reasons(judge, {"4111 1111-1111 1111", "a\xC2\xA0"}) == "1:name-ascii ");
  CHECK(judge.sent(0) == "4111111111111111");
}
