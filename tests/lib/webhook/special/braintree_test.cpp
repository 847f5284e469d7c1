#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/sign.hpp"
#include "oracle.hpp"

namespace checkoutdiag::webhook {
namespace {

// Keys of braintree_python tests/unit/test_webhooks.py; the signatures were verified with the SDK.
const std::string kPrivate = "integration_private_key", kPublic = "integration_public_key";
const std::string kXml =
    "<notification><kind>check</kind><timestamp type=\"datetime\">2024-01-01T00:00:00Z</timestamp>"
    "<subject></subject></notification>";
const std::string kPair = "integration_public_key%7Cf36b1b86ba12a2feac576db0a441bfee79a73929";
const std::string kPayload =
    "bt_payload=PG5vdGlmaWNhdGlvbj48a2luZD5jaGVjazwva2luZD48dGltZXN0YW1wIHR5cGU9ImRhdGV0aW1lIj4y"
    "MDI0LTAxLTAxVDAwOjAwOjAwWjwvdGltZXN0YW1wPjxzdWJqZWN0Pjwvc3ViamVjdD48L25vdGlmaWNhdGlvbj4%3D";

Scheme scheme() {
  Scheme out;
  out.name = out.special = "braintree";
  out.algorithm = Algorithm::hmac_sha1;
  out.secret.form = KeyForm::sha1;
  out.signature.encodings = {Encoding::hex};
  return out;
}

Settings ours(const std::string& key = kPublic) {
  Settings out;
  out.values["public-key"] = key;
  return out;
}

Claims read(const std::string& body, const Settings& settings = ours()) {
  Delivery delivery;
  delivery.body = body;
  Claims claims;
  read_braintree(scheme(), delivery, settings, claims);
  return claims;
}

std::string written(const std::string& text) {
  return test::in_hex(test::hmac(EVP_sha1(), test::sha1(kPrivate), text));
}

bool proven(const Claims& claims) {
  return claims.trouble == Trouble::none && !claims.items.empty() &&
         test::unproven(claims, written).empty();
}

TEST_CASE("a Braintree notification is proven, with and without the line end of its payload") {
  CHECK(proven(read("bt_signature=" + kPair + "&" + kPayload + "%0A")));
  CHECK(proven(read("bt_signature=" + kPair + "&" + kPayload)));
  CHECK(proven(read(kPayload + "&&other=1&bt_signature=a%7Cb%26%26" + kPair + "%26x")));
  CHECK_FALSE(proven(read("bt_signature=" + kPair + "&bt_payload=QUJD%0A")));
  CHECK_FALSE(proven(read("bt_signature=" + kPair + "&" + kPayload + "%0A%0A")));
  Claims claims = read("bt_signature=" + kPair + "&" + kPayload);
  REQUIRE(claims.items.size() == 1);
  CHECK(claims.items[0].any.size() == 2);
  CHECK(claims.items[0].any[0].candidates[0].label == kPublic);
}

TEST_CASE("only the signatures under our public key count") {
  std::string nope = "bt_signature=nope%7Cf36b1b86ba12a2feac576db0a441bfee79a73929&" + kPayload;
  Claims none = read(nope + "%0A");
  CHECK(none.trouble == Trouble::no_signature);
  CHECK(none.subject == "bt_signature");
  CHECK(proven(read(nope, ours("nope"))));
  CHECK(read("bt_signature=&" + kPayload).trouble == Trouble::no_signature);
  Claims both =
      read("bt_signature=" + kPublic + "%7Cdead%26nope%7Cbeef%26" + kPair + "&" + kPayload);
  CHECK(both.items[0].any[0].candidates.size() == 2);
  CHECK(proven(both));
  for (const Settings& missing : {Settings(), ours("")}) {
    Claims claims = read("bt_signature=" + kPair + "&" + kPayload, missing);
    CHECK(claims.trouble == Trouble::setting_missing);
    CHECK(claims.subject == "public-key");
  }
}

TEST_CASE("a form that Braintree did not write is malformed, and which field it is") {
  struct Case {
    std::string body, subject;
  };
  for (const Case& one : std::vector<Case>{
           {"", "bt_payload"},
           {"bt_signature=" + kPair, "bt_payload"},
           {"bt_signature=" + kPair + "&bt_payload=", "bt_payload"},
           {"bt_signature=" + kPair + "&bt_payload=QUJD%0D%0A", "bt_payload"},
           {"bt_signature=" + kPair + "&bt_payload=QU+D", "bt_payload"},
           {"bt_signature=" + kPair + "&bt_payload=QUJD%00", "bt_payload"},
           {"bt_signature=" + kPair + "&bt_payload=QUJD&bt_payload=QUJD", "bt_payload"},
           {kPayload, "bt_signature"},
           {"bt_signature=" + kPair + "&bt_signature=x&" + kPayload, "bt_signature"},
           {std::string(4'000'000, '&'), "bt_payload"},
           {"bt_payload=" + std::string(1'000'000, '%'), "bt_payload"}}) {
    CAPTURE(one.body.substr(0, 120));
    Claims claims = read(one.body);
    CHECK(claims.trouble == Trouble::body_malformed);
    CHECK(claims.subject == one.subject);
    CHECK(claims.items.empty());
  }
}

TEST_CASE("Braintree's form may have been taken apart before") {
  Delivery delivery;
  delivery.params = decode_form("bt_signature=" + kPair + "&" + kPayload).value();
  Claims claims;
  read_braintree(scheme(), delivery, ours(), claims);
  CHECK(proven(claims));
}

TEST_CASE("signing XML writes the form that Braintree would send") {
  Delivery delivery;
  delivery.body = kXml;
  Signed made = sign_braintree(scheme(), delivery, {Secret(kPrivate)}, ours(), {});
  CHECK(made.body_changed);
  REQUIRE(made.headers.size() == 1);
  CHECK(made.headers[0].value == "application/x-www-form-urlencoded");
  CHECK(proven(read(made.body)));
  // Ruby: ["…"].pack("m"), lines of 60 and an LF behind the last.
  std::vector<Header> fields = decode_form(made.body).value();
  CHECK(fields[1].name == "bt_payload");
  CHECK(fields[1].value.find('\n') == 60);
  CHECK(fields[1].value.ends_with("bj4=\n"));

  delivery.body = "bt_signature=old&" + kPayload + "%0A";
  made = sign_braintree(scheme(), delivery, {Secret(kPrivate)}, ours(), {});
  CHECK(made.body == "bt_signature=" + kPair + "&" + kPayload + "%0A");
  delivery.body = made.body;
  CHECK_FALSE(sign_braintree(scheme(), delivery, {Secret(kPrivate)}, ours(), {}).body_changed);
}

TEST_CASE("every secret signs for Braintree under its own public key") {
  Delivery delivery;
  delivery.body = kXml;
  SignOptions options;
  options.key_ids = {"first", kPublic};
  Signed made =
      sign_braintree(scheme(), delivery, {Secret("other"), Secret(kPrivate)}, {}, options);
  CHECK(proven(read(made.body)));
  CHECK_FALSE(proven(read(made.body, ours("first"))));
  CHECK_THROWS_AS(sign_braintree(scheme(), delivery, {Secret(kPrivate)}, {}, {}), Failure);
  CHECK_THROWS_AS(sign_braintree(scheme(), delivery, {Secret(kPrivate)}, ours("a|b"), {}), Failure);
  CHECK_THROWS_AS(sign_braintree(scheme(), delivery, {}, ours(), {}), Failure);
  delivery.body = "bt_payload=a-b";
  CHECK_THROWS_AS(sign_braintree(scheme(), delivery, {Secret(kPrivate)}, ours(), {}), Failure);
  delivery.body = "";
  CHECK_THROWS_AS(sign_braintree(scheme(), delivery, {Secret(kPrivate)}, ours(), {}), Failure);
}

}  // namespace
}  // namespace checkoutdiag::webhook
