#include "lib/text/redact.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "lib/text/pan.hpp"

namespace checkoutdiag::text {
namespace {

TEST_CASE("Keys of providers keep their beginning") {
  CHECK(redacted("key sk_live_51Habc/x+y==, next") == "key sk_live_…, next");
  CHECK(redacted("STRIPE=sk_test_4eC39HqLyjWDarjtT1zdp7dc") == "STRIPE=sk_test_…");
  CHECK(redacted("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == "whsec_…");
  CHECK(redacted("EAAAEOuLQObrVwJvCvoio3H13b8Ssqz1ighmTBKZvIENW9qxirHGHkqsGcPBC1uN") == "EAAA…");
  CHECK(redacted("access_token$sandbox$abc$def") == "access_token$…");
  CHECK(redacted("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVm") == "t=eyJ…");
  CHECK(redacted("AUTHORIZATION: bearer abc123def456") == "AUTHORIZATION: bearer …");
  CHECK(redacted("curl -H 'Authorization: Basic c2tfdGVzdDo='") ==
        "curl -H 'Authorization: Basic …'");
  CHECK(redacted("https://jo:pw@shop.example/x?a=b@c") == "https://…@shop.example/x?a=b@c");
  for (const char* plain : {"task_live_1", "risk_test_x", "sk_live_", "Basic authentication is off",
                            "Bearer token", "eyJ", "the EAAA flag", "https://shop.example/@jo"})
    CHECK(redacted(plain) == plain);
}

TEST_CASE("Card numbers as first 6 and last 4") {
  CHECK(redacted("card 4242424242424242.") == "card 424242…4242.");
  CHECK(redacted("4242 4242 4242 4242 12/27") == "424242…4242 12/27");
  CHECK(redacted("\"3782-822463-10005\"") == "\"378282…0005\"");
  CHECK(redacted("number=5555555555554444&exp=1227") == "number=555555…4444&exp=1227");
  CHECK(redacted(R"({"number":4242424242424242})") == R"({"number":"424242…4242"})");
  CHECK(redacted("x4242.4242.4242.4242/a") == "x424242…4242/a");
  CHECK(redacted("4242_4242_4242_4242z") == "424242…4242z");
  CHECK(redacted("4242 - 4242\xC2\xA0"
                 "4242  4242") == "424242…4242");
  CHECK(redacted("6011111111111117,2223003122003222") == "601111…1117,222300…3222");
  for (const char* plain :
       {"4242424242424241", "1699999999998", "ord 1234567812345670", "42424242424242424242424242",
        "8e03978e-40d5-43e8-bc93-6894a57f9324", "a4242424242424242b0c1d2e3f", "4242-42424242-4242"})
    CHECK(redacted(plain) == plain);
}

TEST_CASE("Every card number of the known ranges is seen, in one piece or in groups of four") {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string digits = (round % 2 == 0 ? "4" : "53");
    while (digits.size() < 15)
      digits += static_cast<char>('0' + random() % 10);
    int right = 0;
    for (char last = '0'; last <= '9'; ++last)
      right += pan_at(digits + last, 0) ? 1 : 0;
    REQUIRE(right == 1);
    for (char last = '0'; last <= '9'; ++last) {
      const std::string pan = digits + last;
      if (!pan_at(pan, 0)) continue;
      const std::string cut = pan.substr(0, 6) + "…" + pan.substr(12);
      CHECK(redacted("x" + pan + " ") == "x" + cut + " ");
      std::string groups = pan;
      for (std::size_t at : {12U, 8U, 4U})
        groups.insert(at, 1, ' ');
      CHECK(redacted(groups) == cut);
    }
  }
}

TEST_CASE("Members with secrets in JSON, forms and XML") {
  CHECK(redacted(R"({"cvc":"123","exp":12})") == R"({"cvc":"…","exp":12})");
  CHECK(redacted(R"({"cvc" : 123})") == R"({"cvc" : "…"})");
  CHECK(redacted(R"({"security_code":null})") == R"({"security_code":null})");
  // A quote that ends the string begins no value.
  CHECK(redacted(R"({"cvc:":"123","a cvc:":["pin=","cvv: 12"]})") ==
        R"({"cvc:":"123","a cvc:":["pin=","cvv: …"]})");
  CHECK(redacted("\"cvc:\"") == "\"cvc:\"");
  CHECK(redacted(R"({"pin>":12,"a":"1"})") == R"({"pin>":12,"a":"1"})");
  CHECK(redacted(R"(["cvv\":\\", "x"])") == R"(["cvv\":\\", "x"])");
  CHECK(redacted(R"({"a":"{\"cvv\":\"12\\\"3\",\"b\":1}"})") ==
        R"({"a":"{\"cvv\":\"…\",\"b\":1}"})");
  CHECK(redacted(R"({"encryptedSecurityCode":"adyen$1"})") == R"({"encryptedSecurityCode":"…"})");
  CHECK(redacted("card[cvc]=123&amount=5") == "card[cvc]=…&amount=5");
  CHECK(redacted("card%5Bcvc%5D=123&amount=5") == "card%5Bcvc%5D=…&amount=5");
  CHECK(redacted("<cvn>123</cvn>") == "<cvn>…</cvn>");
  CHECK(redacted("client_secret=pi_1_secret_2&a=1") == "client_secret=…&a=1");
  CHECK(redacted("{\"stripe_secret_key\":\"x\"}") == "{\"stripe_secret_key\":\"…\"}");
  for (const char* plain : {"the pin is lost", "\"cvcCheck\":\"pass\"", "spin=3", "cvc", "cvc="})
    CHECK(redacted(plain) == plain);
}

TEST_CASE("E-mail addresses keep their host") {
  CHECK(redacted("<jo.doe+1@shop.example.com>") == "<…@shop.example.com>");
  CHECK(redacted("email=jo%40shop.example&x=1") == "email=…%40shop.example&x=1");
  for (const char* plain : {"a@b", "@scope/name", "name@1.2.3", "user@localhost"})
    CHECK(redacted(plain) == plain);
}

TEST_CASE("JSON stays JSON, and what was redacted stays as it is") {
  std::mt19937 random(2);
  const std::vector<std::string> values{"4242424242424242",
                                        "sk_live_abc",
                                        "jo@shop.example",
                                        "Bearer abcdef123",
                                        "plain \"text\" \\",
                                        "123",
                                        "x",
                                        "a\nb",
                                        "cvc=12&b=1",
                                        R"({"cvv":"1"})"};
  const std::vector<std::string> names{"cvc",    "number", "card_number", "email",
                                       "secret", "a",      "pin"};
  for (int round = 0; round < 2000; ++round) {
    nlohmann::json body = nlohmann::json::object();
    for (int i = 0; i < 4; ++i) {
      const std::string& value = values[random() % values.size()];
      nlohmann::json& member = body[names[random() % names.size()]];
      switch (random() % 4) {
        case 0:
          member = static_cast<int>(random() % 1000);
          break;
        case 1:
          member = nlohmann::json{{names[random() % names.size()], value}}.dump();
          break;
        default:
          member = value;
      }
    }
    const std::string once = redacted(body.dump());
    CAPTURE(body.dump());
    CAPTURE(once);
    REQUIRE(nlohmann::json::accept(once));
    CHECK(redacted(once) == once);
  }
}

TEST_CASE("What is repeated a hundred thousand times takes no time that grows with its square") {
  constexpr std::size_t kSize = 1024 * 1024;
  for (const char* unit : {"bearer.", "basic.", "pin=[", "pin:{", "a@a", "pin=\\'", "token+"}) {
    CAPTURE(unit);
    std::string text;
    while (text.size() < kSize)
      text += unit;
    const auto begun = std::chrono::steady_clock::now();
    CHECK_FALSE(redacted(text).empty());
    // Minutes, if each repetition looked at all that follow.
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
  }
}

TEST_CASE("Headers with credentials are not shown") {
  for (const char* name : {"Authorization", "cookie", "Set-Cookie", "X-Api-Key", "Stripe-Signature",
                           "x-auth-token", "Proxy-Authorization", "X-Secret", "Session-Id"})
    CHECK(redacted_header(name, "abc") == "(not shown)");
  for (const char* name : {"Idempotency-Key", "X-GCS-Idempotence-Key", "PayPal-Request-Id",
                           "Content-Type", "chargebee-idempotency-key", ":authority"})
    CHECK(redacted_header(name, "abc") == "abc");
  CHECK(redacted_header("Idempotency-Key", "4242424242424242") == "424242…4242");
}

}  // namespace
}  // namespace checkoutdiag::text
