#include "lib/webhook/special/adyen.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/sign.hpp"
#include "oracle.hpp"

namespace checkoutdiag::webhook {
namespace {

// Keys, fields and signatures: adyen-node-api-library src/__tests__/hmacValidator.spec.ts,
// adyen-java-api-library HMACValidatorTest.java and hmac-validation-webhook.json.
const std::string kNodeKey = "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";
const std::string kJavaKey = "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";
const std::string kSlashKey = "74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174";

Scheme scheme() {
  Scheme out;
  out.name = "adyen-notification";
  out.special = "adyen-items";
  out.secret.form = KeyForm::hex;
  out.signature.encodings = {Encoding::base64};
  return out;
}

std::string body_of(const std::string& items) {
  return R"({"live": "false", "notificationItems": [)" + items + "]}";
}

std::string item(const std::string& code, const std::string& signature,
                 const std::string& amount = "1000") {
  return R"({"NotificationRequestItem": {"pspReference": "pspReference", )"
         R"("originalReference": "originalReference", "merchantAccountCode": "merchantAccount", )"
         R"("merchantReference": "reference", "amount": {"currency": "EUR", "value": )" +
         amount + R"(}, "success": "true", "eventCode": ")" + code +
         R"(", "additionalData": {"hmacSignature": ")" + signature + "\"}}}";
}

const std::string kReport =
    item("REPORT_AVAILABLE", "ZNBPtI+oDyyRrLyD1XirkKnQgIAlFc07Vj27TeHsDRE=");
const std::string kEvent = item("EVENT", "ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntIc=");

Claims read(const std::string& body) {
  Delivery delivery;
  delivery.body = body;
  Claims claims;
  read_adyen_items(scheme(), delivery, {}, claims);
  return claims;
}

auto written_with(const std::string& hex_key) {
  std::string key;
  REQUIRE(text::decode_hex(hex_key, key));
  return [key](const std::string& text) {
    return test::in_base64(test::hmac(EVP_sha256(), key, text));
  };
}

using Numbers = std::vector<std::size_t>;

TEST_CASE("Adyen's own notifications are proven item by item") {
  Claims claims = read(body_of(kReport + "," + kEvent));
  REQUIRE(claims.trouble == Trouble::none);
  REQUIRE(claims.items.size() == 2);
  CHECK(test::text_of(claims.items[0].any[0]) ==
        "pspReference:originalReference:merchantAccount:reference:1000:EUR:REPORT_AVAILABLE:true");
  CHECK(test::unproven(claims, written_with(kNodeKey)) == Numbers{});
  CHECK(test::unproven(claims, written_with(kJavaKey)) == Numbers{0, 1});
  std::string other = item("EVENT", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  CHECK(test::unproven(read(body_of(kReport + "," + other + "," + kEvent)),
                       written_with(kNodeKey)) == Numbers{1});
}

TEST_CASE("what an Adyen item lacks is empty, and an amount may be text") {
  Claims claims = read(body_of(
      R"({"NotificationRequestItem": {"additionalData": {"hmacSignature":
      "NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc="}, "amount": {"currency": "EUR", "value": "0"},
      "eventCode": "REPORT_AVAILABLE", "eventDate": "2019-11-20T14:35:36+01:00",
      "merchantAccountCode": "Magento2Rik", "merchantReference": "testMerchantRef1",
      "pspReference": "test_REPORT_AVAILABLE", "reason": "x", "success": "true"}})"));
  CHECK(claims.trouble == Trouble::none);
  CHECK(test::unproven(claims, written_with(kJavaKey)) == Numbers{});
  Claims bare = read(body_of(R"({"NotificationRequestItem": {"success": true, "amount": null,
      "originalReference": null, "additionalData": {"hmacSignature": "x"}}})"));
  REQUIRE(bare.items.size() == 1);
  CHECK(test::text_of(bare.items[0].any[0]) == ":::::::true");
}

TEST_CASE("neither colons nor backslashes are escaped in what Adyen signs") {
  Claims claims = read(
      R"({"live":"false","notificationItems":[{"NotificationRequestItem":{)"
      R"("pspReference":"ZVWN7D3WSMK2WN82","merchantAccountCode":"AntoniStroinski",)"
      R"("merchantReference":"\\:/\\/slashes are fun","amount":{"currency":"EUR","value":1000},)"
      R"("eventCode":"AUTHORISATION","success":"true","additionalData":{)"
      R"("hmacSignature":"CZErGCNQaSsxbaQfZaJlakqo7KPP+mIa8a+wx3yNs9A="}}}]})");
  CHECK(claims.trouble == Trouble::none);
  CHECK(test::unproven(claims, written_with(kSlashKey)) == Numbers{});
}

TEST_CASE("names and signatures of an Adyen item may be written with JSON's escapes") {
  Claims claims = read(body_of(
      R"({"NotificationRequestItem": {"psp\u0052eference": "\u00e9\"", "amount": {"value": 1.50e1},
      "additionalData": {"hmac\u0053ignature": "a\/b"}}})"));
  REQUIRE(claims.trouble == Trouble::none);
  CHECK(test::text_of(claims.items[0].any[0]) == "\xC3\xA9\"::::1.50e1:::");
  CHECK(claims.items[0].any[0].candidates[0].text == "a/b");
}

TEST_CASE("an Adyen item without a signature is named") {
  for (const char* data :
       {R"({"hmacSignature": ""})", R"({"hmacSignature": null})", "{}", "null"}) {
    CAPTURE(data);
    Claims claims = read(
        body_of(kReport + R"(,{"NotificationRequestItem": {"additionalData": )" + data + "}}"));
    CHECK(claims.trouble == Trouble::no_signature);
    CHECK(claims.subject == "item 2");
    CHECK(claims.items.size() == 2);
  }
}

TEST_CASE("a body that two readers of JSON could take differently is refused") {
  auto with = [](const std::string& members) {
    return body_of(R"({"NotificationRequestItem": {"pspReference": "a", "amount": {"value": 1},
        "additionalData": {"hmacSignature": "x"})" +
                   members + "}}");
  };
  CHECK(read(with("")).trouble == Trouble::none);
  CHECK(read(with(R"(, "reason": "a", "reason": "b", "additionaldatum": {})")).trouble ==
        Trouble::none);
  for (const char* more :
       {R"(, "pspReference": "a")", R"(, "psp\u0052eference": "b")", R"(, "PspReference": "b")",
        R"(, "amount": {"value": 2})", R"(, "additionalData": {})", R"(, "eventCode": ["x"])",
        R"(, "success": {"a": 1})", R"(, "eventCode": "\ud800")", R"(, "Amount": {"value": 2})",
        R"(, "\u017fuccess": "true")", ", \"amoun\xE2\x84\xAA\": 1, \"p\xC5\xBFpReference\": 1"}) {
    CAPTURE(more);
    Claims claims = read(with(more));
    CHECK(claims.trouble == Trouble::body_malformed);
    CHECK(claims.subject.starts_with("item 1: "));
    CHECK(claims.items.empty());
  }
  std::string list = R"("notificationItems": [)" + kReport + "]";
  CHECK(read("{" + list + "," + list + "}").subject == "notificationItems is given twice");
}

TEST_CASE("a body that is no Adyen notification is said to be malformed") {
  for (const std::string& body : std::vector<std::string>{
           "",
           "{",
           "[]",
           "{}",
           "null",
           "\"x\"",
           "id=1",
           R"({"notificationItems": []})",
           R"({"notificationItems": {}})",
           R"({"notificationItems": [{}]})",
           R"({"notificationItems": [1]})",
           R"({"notificationItems": [{"NotificationRequestItem": []}]})",
           R"({"notificationItems": [{"NotificationRequestItem": {"amount": 1}}]})",
           R"({"notificationItems": [{"NotificationRequestItem": {"additionalData": 1}}]})",
           body_of(kReport) + "x",
           body_of(kReport).substr(0, 300),
           body_of(kReport + ","),
           "\xEF\xBB\xBF" + body_of(kReport),
           std::string(100'000, '['),
           R"({"notificationItems":)" + std::string(100'000, '[')}) {
    CAPTURE(body.substr(0, 80));
    CHECK(read(body).trouble == Trouble::body_malformed);
  }
}

TEST_CASE("more Adyen items than anybody sends are refused at once") {
  std::string many;
  for (int i = 0; i < 20'000; ++i)
    many += R"({"NotificationRequestItem":{}},)";
  CHECK(read(body_of(many + kReport)).trouble == Trouble::body_malformed);
}

Signed sign_body(const std::string& body, const std::string& key = kNodeKey) {
  Delivery delivery;
  delivery.body = body;
  return sign_adyen_items(scheme(), delivery, {Secret(key)}, {}, {});
}

TEST_CASE("signing writes Adyen's signatures and leaves every other byte") {
  CHECK(sign_body(body_of(kReport + "," + kEvent)).body == body_of(kReport + "," + kEvent));
  CHECK_FALSE(sign_body(body_of(kReport)).body_changed);
  CHECK(sign_body(body_of(item("EVENT", "") + " ,\n" + item("REPORT_AVAILABLE", "old"))).body ==
        body_of(kEvent + " ,\n" + kReport));

  const std::string fields = R"("pspReference" : "a\u00e9", "amount":{ "value":1.0 })";
  const std::string signature = written_with(kNodeKey)("a\xC3\xA9:::" + std::string(":1.0:::"));
  struct Case {
    std::string before, after;
  };
  for (const Case& one : std::vector<Case>{
           {"{" + fields + "}", R"({"additionalData":{"hmacSignature":"S"},)" + fields + "}"},
           {"{ \n" + fields + "}",
            "{\"additionalData\":{\"hmacSignature\":\"S\"}, \n" + fields + "}"},
           {"{" + fields + R"(, "additionalData": null})",
            "{" + fields + R"(, "additionalData": {"hmacSignature":"S"}})"},
           {"{" + fields + R"(, "additionalData": { }})",
            "{" + fields + R"(, "additionalData": {"hmacSignature":"S" }})"},
           {"{" + fields + R"(, "additionalData": { "a":[{}]}})",
            "{" + fields + R"(, "additionalData": {"hmacSignature":"S", "a":[{}]}})"},
           {"{" + fields + R"(, "additionalData": {"hmacSignature": null, "b":1}})",
            "{" + fields + R"(, "additionalData": {"hmacSignature": "S", "b":1}})"}}) {
    CAPTURE(one.before);
    std::string wanted = body_of(R"({"NotificationRequestItem":)" + one.after + "}");
    wanted.replace(wanted.find("\"S\"") + 1, 1, signature);
    Signed made = sign_body(body_of(R"({"NotificationRequestItem":)" + one.before + "}"));
    CHECK(made.body == wanted);
    CHECK(made.body_changed);
    CHECK(made.headers.empty());
    CHECK(test::unproven(read(made.body), written_with(kNodeKey)) == Numbers{});
  }
  CHECK(read(sign_body(body_of(R"({"NotificationRequestItem":{}})")).body).trouble ==
        Trouble::none);
}

TEST_CASE("what cannot be signed as Adyen does is an error of the input") {
  CHECK_THROWS_AS(sign_body("{}"), Failure);
  CHECK_THROWS_AS(sign_body(body_of("")), Failure);
  CHECK_THROWS_AS(sign_body(body_of(kReport), "no hex"), Failure);
  Delivery delivery;
  delivery.body = body_of(kReport);
  std::vector<Secret> two{Secret(kNodeKey), Secret(kJavaKey)};
  CHECK_THROWS_AS(sign_adyen_items(scheme(), delivery, two, {}, {}), Failure);
  CHECK_THROWS_AS(sign_adyen_items(scheme(), delivery, {}, {}, {}), Failure);
}

TEST_CASE("the key check value is the one that Adyen shows") {
  // adyen-node-api-library tools/hmac/calculateKcv.js
  CHECK(adyen_key_check_value("00727DB817A85C8503AD29EAD1523DB869AF0E536893BB3046C92DE7CB045CB1") ==
        "9540DA");
  CHECK(adyen_key_check_value("00727db817a85c8503ad29ead1523db869af0e536893bb3046c92de7cb045cb1") ==
        "9540DA");
  CHECK(adyen_key_check_value("") == "");
  CHECK(adyen_key_check_value("9540D") == "");
  CHECK(adyen_key_check_value("no hex") == "");
}

}  // namespace
}  // namespace checkoutdiag::webhook
