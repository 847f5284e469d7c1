#include "lib/token/leak.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::token {
namespace {

constexpr const char* kNumber = "4242424242424242";

// The field's name, "?" for none; empty: nothing was found.
std::string number_in(const std::string& text) {
  for (const CardDatum& each : card_data_in(text))
    if (each.kind == LeakKind::number && each.digits == kNumber)
      return each.field.empty() ? "?" : each.field;
  return {};
}

std::string code_in(const std::string& text) {
  for (const CardDatum& each : card_data_in(text))
    if (each.kind == LeakKind::security_code) return each.field;
  return {};
}

}  // namespace

TEST_CASE("a card number in every dress that a page gives it") {
  CHECK(number_in("4242424242424242") == "?");
  CHECK(number_in("4242 4242 4242 4242") == "?");
  CHECK(number_in("4242-4242-4242-4242") == "?");
  CHECK(number_in("card[number]=4242+4242+4242+4242&x=1") == "card[number]");
  CHECK(number_in("cc=4242%204242%204242%204242") == "cc");
  CHECK(number_in("n=%34242424242424242") == "n");
  CHECK(number_in(R"({"card": {"number": "4242424242424242"}})") == "number");
  CHECK(number_in(R"({"pan":4242424242424242})") == "pan");
  CHECK(number_in(R"({"n": "\u0034242424242424242"})") == "n");
  CHECK(number_in(R"({"inner":"{\"number\":\"4242424242424242\"}"})") == "number");
  // {"number":"4242424242424242"}, in base64 and base64url.
  CHECK(number_in("data=eyJudW1iZXIiOiI0MjQyNDI0MjQyNDI0MjQyIn0=") == "number");
  CHECK(number_in("eyJudW1iZXIiOiI0MjQyNDI0MjQyNDI0MjQyIn0") == "number");
  CHECK(number_in("https://t.test/pixel/eyJudW1iZXIiOiI0MjQyNDI0MjQyNDI0MjQyIn0") == "number");
  CHECK(number_in("dl=card%253D4242%25204242%25204242%25204242") == "card");
  CHECK(number_in("<input name=\"card_number\" value=\"4242424242424242\">") == "card_number");
}

TEST_CASE("what is no card number") {
  for (const char* text : {"4242424242424241", "1234567890123456", "42424242424242424242424242",
                           "1795778138744605", "", "a4b2c1d94242424242424242f0e1a2b3"})
    CHECK(number_in(text).empty());
}

TEST_CASE("a security code has a name in front of it") {
  CHECK(code_in(R"({"cvc": "123"})") == "cvc");
  CHECK(code_in(R"({"securityCode":1234})") == "securityCode");
  CHECK(code_in("number=1&card%5Bcvv2%5D=123") == "card[cvv2]");
  CHECK(code_in("--x\r\nContent-Disposition: form-data; name=\"cvc\"\r\n\r\n123\r\n--x--") ==
        "cvc");
  CHECK(code_in(R"({"cvv_code":"123"})") == "cvv_code");
  CHECK(code_in(R"([{"name":"number","value":"1"},{"name":"cvc","value":"123"}])") == "cvc");
  CHECK(
      code_in("--x\r\nContent-Disposition: form-data; name=\"cvv\"\r\nContent-Type: text/plain\r\n"
              "\r\n123\r\n--x--") == "cvv");
  CHECK(code_in("cvc=12345").empty());
  CHECK(code_in("cvc=").empty());
  CHECK(code_in(R"({"cvcCheck": "123"})").empty());
  CHECK(code_in("code=123").empty());
}

TEST_CASE("a name that others have too needs a card number beside it") {
  const auto is_sure = [](const char* text) {
    for (const CardDatum& each : card_data_in(text))
      if (each.kind == LeakKind::security_code) return each.is_sure;
    return false;
  };
  CHECK(is_sure(R"({"cvc":"123"})"));
  CHECK_FALSE(is_sure(R"({"verification_code":"4821"})"));
  CHECK(is_sure(R"({"verification_code":"4821","number":"4242424242424242"})"));
}

TEST_CASE("names of card fields") {
  for (const char* name :
       {"number", "card_number", "cc", "ccnum", "acctNumber", "pan", "card[number]"})
    CHECK(is_card_field(name));
  for (const char* name :
       {"id", "", "ts", "order", "order_number", "companyId", "paymentId", "account"})
    CHECK_FALSE(is_card_field(name));
}

}  // namespace checkoutdiag::token
