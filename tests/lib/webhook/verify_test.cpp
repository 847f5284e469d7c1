#include "lib/webhook/verify.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/public_key.hpp"
#include "lib/webhook/sign.hpp"
#include "tests/lib/webhook/signed_delivery.hpp"
#include "tests/lib/x509/mint.hpp"

// What a forger would try, and what two readers of one delivery could disagree about.
namespace checkoutdiag::webhook {
namespace {

constexpr std::int64_t kThen = 1'764'201'600;

Verification seen(const test::SignedDelivery& one, const Delivery& delivery) {
  Verifier verifier(one.scheme, one.verifying, one.settings);
  return verifier.verify(delivery, kThen);
}

test::SignedDelivery signed_for(const char* scheme) {
  return test::signed_delivery(*find_scheme(scheme), kThen);
}

// The MAC that whoever knows `key` makes of a body under a scheme of bare HMAC-SHA256.
std::string forged(const std::string& key, const std::string& body) {
  Scheme plain = *find_scheme("generic");
  Delivery delivery;
  delivery.body = body;
  const std::string hex = text::hex(text::bytes_of(key));
  plain.secret.form = KeyForm::hex;
  return sign(plain, delivery, {Secret(hex)}, {}, {}).headers.at(0).value;
}

}  // namespace

TEST_CASE("a parameter that is given twice, differently, is not one that is absent") {
  test::SignedDelivery one = signed_for("mercadopago");
  one.delivery.url = "https://shop.example/hook";
  SignOptions how;
  how.timestamp = kThen;
  // Signed without the optional data.id: right for a URL that has none, and for no other.
  Delivery bare;
  bare.url = one.delivery.url;
  bare.headers = sign(one.scheme, bare, one.verifying, {}, how).headers;
  CHECK(seen(one, bare).valid());
  for (const char* query : {"?data.id=9", "?data.id=9&data.id=8"}) {
    Delivery other = bare;
    other.url += query;
    CHECK_FALSE_MESSAGE(seen(one, other).valid(), query);
  }
  std::string many = "?data.id=9";
  for (int i = 0; i < 10'001; ++i)
    many += "&a=" + std::to_string(i);
  bare.url += many;
  CHECK(seen(one, bare).trouble == Trouble::value_repeated);
}

TEST_CASE("what is ambiguous in the body is not looked for in the URL") {
  test::SignedDelivery one = signed_for("razorpay-callback");
  REQUIRE(seen(one, one.delivery).valid());
  Delivery other = one.delivery;
  other.body = "razorpay_order_id=order_2&" + other.body;
  other.url = "https://shop.example/hook?razorpay_order_id=order_1";
  CHECK(seen(one, other).trouble == Trouble::value_repeated);
  other = one.delivery;
  other.params = {{"razorpay_order_id", "order_1"}, {"razorpay_order_id", "order_2"}};
  CHECK(seen(one, other).trouble == Trouble::value_repeated);
}

TEST_CASE("a header that is signed may come once, and a signature comes in a header") {
  test::SignedDelivery one = signed_for("mercadopago");
  one.delivery.headers.push_back({"x-request-id", "r1"});
  one.delivery.headers.push_back({"X-Request-Id", "r2"});
  CHECK(seen(one, one.delivery).trouble == Trouble::header_repeated);

  test::SignedDelivery github = signed_for("github");
  const Header signature = github.delivery.headers.back();
  github.delivery.headers.pop_back();
  github.delivery.url += "&" + signature.name + "=" + signature.value;
  github.delivery.params = {signature};
  CHECK(seen(github, github.delivery).trouble == Trouble::header_missing);
}

TEST_CASE("a public key is never a shared secret, whatever scheme the delivery asks for") {
  const test::Identity identity = test::mint({.common_name = "sender.example"});
  const test::SecretPair pair = test::secret_for(*find_scheme("standard-webhooks-v1a"), 0);
  const std::string body = R"({"amount":1})";
  for (const std::string& key : {identity.pem, std::string(pair.verifying.reveal())}) {
    for (const Scheme& scheme : built_in_schemes()) {
      if (scheme.secret.form == KeyForm::certificate) continue;
      const Key made(scheme, key);
      const std::string_view pieces[] = {body};
      CHECK_MESSAGE(made.mac(pieces).empty(), scheme.name);
    }
    Delivery delivery;
    delivery.body = body;
    delivery.headers = {{"X-Hub-Signature-256", "sha256=" + forged(key, body)}};
    CHECK_FALSE(
        Verifier(*find_scheme("github"), {Secret(key)}, {}).verify(delivery, kThen).valid());
  }
}

TEST_CASE("a secret that was never set keeps nobody out, so it is no key") {
  for (const char* blank : {"", " ", "\n", "whsec_", "whsec_ ", "\u00A0", "\u200B\t"}) {
    CAPTURE(blank);
    CHECK(keeps_nobody_out(*find_scheme("stripe"), Secret(blank)));
    CHECK_FALSE(Key(*find_scheme("stripe"), blank).fault().empty());
  }
  CHECK_FALSE(keeps_nobody_out(*find_scheme("stripe"), Secret("whsec_x")));
}

TEST_CASE("the certificate that is judged is the one whose key verifies") {
  const test::Identity right = test::mint({.common_name = "right", .key = test::Key::rsa2048});
  const test::Identity forger = test::mint({.common_name = "forger", .key = test::Key::rsa2048});
  const std::string_view pieces[] = {"a|b|c"};
  const std::string by_forger = PublicKey::from_pem(forger.key_pem).sign(pieces, "rsa-v1_5-sha256");
  const std::string by_right = PublicKey::from_pem(right.key_pem).sign(pieces, "rsa-v1_5-sha256");
  // Blocks that one reader of PEM sees and another does not.
  std::string trusted = forger.pem;
  for (const char* word : {"BEGIN ", "END "})
    trusted.insert(trusted.find(word) + std::string(word).size(), "TRUSTED ");
  for (const std::string& bundle : {"x" + forger.pem + right.pem, trusted + right.pem}) {
    const PublicKey key = PublicKey::from_certificate(bundle);
    CHECK_FALSE(key.verify(pieces, by_forger));
    CHECK(key.verify(pieces, by_right));
  }
}

TEST_CASE("who has the certificate needs no secret, and other secrets change nothing") {
  test::SignedDelivery one = signed_for("paypal");
  REQUIRE(seen(one, one.delivery).valid());
  one.verifying = {Secret("whsec_of_another_line")};
  CHECK(seen(one, one.delivery).valid());
}

TEST_CASE("a timestamp that is blank is there all the same, and a second one is one too many") {
  test::SignedDelivery one = signed_for("stripe");
  std::string& header = one.delivery.headers.back().value;
  header = "t=," + header;
  CHECK(seen(one, one.delivery).trouble == Trouble::timestamp_repeated);
}

TEST_CASE("a tolerance takes the limits' place, and leaves an open side open") {
  const TimestampRule both{.past = 300, .future = 300}, past{.past = 300}, none;
  CHECK(age_limits(both, 10).past == 10);
  CHECK(age_limits(both, 10).future == 10);
  CHECK(age_limits(past, 10).past == 10);
  CHECK_FALSE(age_limits(past, 10).future.has_value());
  CHECK(age_limits(none, 10).past == 10);
  CHECK(age_limits(none, 10).future == 10);
  for (const TimestampRule& rule : {both, past, none}) {
    CHECK_FALSE(age_limits(rule, 0).past.has_value());
    CHECK_FALSE(age_limits(rule, 0).future.has_value());
  }
}

TEST_CASE("a scheme's file whose key does not fit its algorithm is refused") {
  const auto file = [](const std::string& algorithm, const std::string& secret) {
    return R"({"schema":"checkoutdiag.webhook-scheme/1","name":"x","title":"X","algorithm":")" +
           algorithm + R"(","signed":"{body}","signature":{"headers":["X"]},"secret":)" + secret +
           "}";
  };
  CHECK_NOTHROW(parse_scheme(file("hmac-sha256", R"({"form":"text"})"), "x"));
  CHECK_NOTHROW(parse_scheme(file("ed25519", R"({"form":"ed25519"})"), "x"));
  CHECK_NOTHROW(
      parse_scheme(file("rsa-sha256", R"({"form":"certificate","domain":".x.example"})"), "x"));
  for (const auto& [algorithm, secret] :
       {std::pair{"ed25519", R"({"form":"text"})"}, std::pair{"ed25519", "{}"},
        std::pair{"rsa-sha256", R"({"form":"text"})"},
        std::pair{"rsa-sha256", R"({"form":"certificate"})"},
        std::pair{"by-key", R"({"form":"hex"})"}, std::pair{"hmac-sha256", R"({"form":"any"})"},
        std::pair{"token", R"({"form":"ed25519"})"}})
    CHECK_THROWS_AS(parse_scheme(file(algorithm, secret), "x"), Failure);
}

}  // namespace checkoutdiag::webhook
