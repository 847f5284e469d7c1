#include "lib/charge/key.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <string>

#include "lib/charge/key_parts.hpp"

namespace checkoutdiag::charge {
namespace {

std::string of(std::string_view value) {
  bool quoted = false;
  const std::string key = key_of(value, quoted);
  return (quoted ? "quoted " : "") + key;
}

std::string random_text(std::mt19937& random, std::size_t length, std::string_view alphabet) {
  std::string out;
  while (out.size() < length)
    out += alphabet[random() % alphabet.size()];
  return out;
}

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz", kHex = "0123456789abcdef",
                           kBase62 =
                               "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                           kBase64 =
                               "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

TEST_CASE("Random keys are UUIDs of version 4, each another") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string key = random_key();
    REQUIRE(key.size() == 36);
    CHECK(key[14] == '4');
    CHECK(std::string_view("89ab").find(key[19]) != std::string_view::npos);
    CHECK(strength_of(key).bits > 100);
    seen.insert(key);
  }
  CHECK(seen.size() == 1000);
}

TEST_CASE("Derived keys stay the same: journals that were written depend on it") {
  CHECK(derived_key("base", "lost") == "4ec1a216-8a59-5c59-9298-c432f20b92cb");
  CHECK(derived_key("base", "lost") != derived_key("base", "concurrent"));
  CHECK(derived_key("other", "lost") != derived_key("base", "lost"));
  CHECK(derived_key("base", "lost")[14] == '5');
}

TEST_CASE("Keys as RFC 8941 Strings") {
  CHECK(header_value("a\"b\\c", KeySyntax::sf_string) == R"("a\"b\\c")");
  CHECK(header_value("a\"b", KeySyntax::raw) == "a\"b");
  CHECK(of(R"( "a\"b\\c" )") == R"(quoted a"b\c)");
  CHECK(of(R"("k";p=1)") == "quoted k");
  CHECK(of("\"\"") == "quoted ");
  CHECK(of(" k ") == "k");
  // What is no String is a key with a quote in it.
  for (const char* raw : {"\"", "\"k", "\"k\"x", R"("k\x")", "\"k\\", "k\"", "\"k\xC3\xA9\""})
    CHECK(of(raw) == raw);
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    const std::string key = random_text(random, random() % 9, "a\"\\ ;");
    CHECK(of(header_value(key, KeySyntax::sf_string)) == "quoted " + key);
  }
}

TEST_CASE("What a profile objects to") {
  Profile profile;
  profile.title = "Adyen";
  profile.most = 64;
  profile.least = 4;
  CHECK(objection(profile, std::string(70, 'k')) == "it has 70 bytes, and Adyen takes at most 64");
  CHECK(objection(profile, "k") == "it has 1 byte, and Adyen takes at least 4");
  CHECK(objection(profile, "a key") ==
        "it has a space, and Adyen takes visible ASCII characters alone");
  CHECK(objection(profile, "k\xC3\xA9y") ==
        "it has the byte 0xC3, and Adyen takes visible ASCII characters alone");
  CHECK(objection(profile, "") == "it is empty");
  CHECK(objection(profile, std::string(64, 'k')).empty());
  profile.most = 0;
  CHECK(objection(profile, std::string(5000, 'k')).empty());
  profile.characters = KeyCharacters::razorpay;
  CHECK(objection(profile, "a key_1-").empty());
  CHECK(objection(profile, "key:1") ==
        "it has \":\", and Adyen takes letters, digits, spaces, _ and - alone");
}

TEST_CASE("Good keys have 64 bits or more") {
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    for (const std::string& key :
         {random_key(), "stripe-node-retry-" + random_key(), "order-1234-" + random_key(),
          random_text(random, 32, kHex), random_text(random, 16, kHex),
          random_text(random, 40, kHex) + "-cap", random_text(random, 22, kBase62),
          random_text(random, 21, kBase64), random_text(random, 24, kBase64),
          random_text(random, 24, "0123456789"), random_text(random, 26, kLower),
          "01" + random_text(random, 24, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
          "0190163d-8694-7" + random_text(random, 3, kHex) + "-b" + random_text(random, 3, kHex) +
              '-' + random_text(random, 12, kHex)}) {
      CAPTURE(key);
      CHECK(strength_of(key).bits >= 64);
      CHECK(strength_of(key).personal.empty());
    }
  }
}

TEST_CASE("Keys that can be guessed have fewer, and say what they are") {
  const auto form = [](std::string_view key) {
    const KeyStrength strength = strength_of(key);
    CAPTURE(key);
    CHECK(strength.bits < 64);
    return strength.form;
  };
  CHECK(form("1234") == "a counter or an order number");
  CHECK(form("order-1234") == "a word and a counter or an order number");
  CHECK(form("order1234") == "a word and a counter or an order number");
  CHECK(form("cart_99-1699999999") == "a word, a counter or an order number and a time");
  CHECK(form("1699999999999") == "a time");
  CHECK(form("1699999999999999999") == "a time");
  CHECK(form("2026-11-27T10:30:45Z").find("a counter") == 0);
  CHECK(form("20261127103045-0012345678") == "a date and a counter or an order number");
  CHECK(form("retry") == "a word");
  CHECK(form("my-super-secret-idempotency-key-value") == "words");
  CHECK(form("orderPaymentId") == "a word");
  CHECK(form("00000000-0000-0000-0000-000000000000") == "a pattern");
  CHECK(form("00000000-0000-4000-8000-000000000001") == "a pattern");
  CHECK(form("c232ab00-9414-11ec-b3c8-9f6bdeced846") == "a UUID of the time (version 1)");
  CHECK(form("1EC9414C-232A-6B00-B3C8-9F6BDECED846") == "a UUID of the time (version 6)");
  CHECK(form("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") == "a pattern");
  CHECK(form("0123456789abcdefghijklmnop") == "a pattern");
  CHECK(form("a1b2c3") == "6 hexadecimal digits");
  CHECK(form("").find("nothing") == 0);
  CHECK(form("----").find("nothing") == 0);
}

TEST_CASE("Bits are those of the random parts alone") {
  CHECK(strength_of("8e03978e-40d5-43e8-bc93-6894a57f9324").bits == 122);
  CHECK(strength_of("8e03978e-40d5-43e8-bc93-6894a57f9324").form == "a UUID");
  CHECK(strength_of("0190163d-8694-739b-aea5-966c26f8ad91").bits == 74);
  CHECK(strength_of("2ed6657d-e927-568b-95e1-2665a8aea6a2").form ==
        "a UUID made of a name (version 5)");
  CHECK(strength_of("order-8e03978e-40d5-43e8-bc93-6894a57f9324").form == "a word and a UUID");
  CHECK(strength_of("9876543210").bits == doctest::Approx(33).epsilon(0.01));
  CHECK(strength_of("00f1a2b3c4d5e6f7").bits == 64);
  CHECK(strength_of("01ARZ3NDEKTSV4RRFFQ69G5FAV").form == "a ULID");
}

TEST_CASE("Personal data in keys") {
  const auto personal = [](std::string_view key) { return strength_of(key).personal; };
  CHECK(personal("order-jo.doe+x@example.com-1") == "an e-mail address");
  CHECK(personal("jo%40shop.example-7") == "an e-mail address");
  CHECK(personal("4242424242424242") == "a card number");
  CHECK(personal("order-4242-4242-4242-4242-1") == "a card number");
  CHECK(personal("pay378282246310005") == "a card number");
  for (const char* none : {"1699999999998", "a@b", "@example.com", "1234567890123456",
                           "4242424242424241", "9f4242424242424242ab01cd23", "user@1.2.3"})
    CHECK(personal(none).empty());
}

TEST_CASE("Keys as they may be shown") {
  CHECK(shown_key("order-4242424242424242") == "order-424242…4242");
  CHECK(shown_key("jo.doe@example.com/1") == "…@example.com/1");
  CHECK(shown_key("a\x1b[31mb") == "a\\x1b[31mb");
  const std::string plain = "stripe-node-retry-8e03978e-40d5-43e8-bc93-6894a57f9324";
  CHECK(shown_key(plain) == plain);
}

}  // namespace
}  // namespace checkoutdiag::charge
