#include "lib/webhook/diagnose.hpp"

#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

namespace {

struct Damage {
  const char *cause, *scheme;
  std::function<void(Scene&)> happens;
};

const std::vector<Damage> kHeaderDamages = {
    {"header.missing", "stripe", [](Scene& s) { s.drop("Stripe-Signature"); }},
    {"header.missing", "github", [](Scene& s) { s.drop("X-Hub-Signature-256"); }},
    {"header.blank", "stripe", [](Scene& s) { s.signature() = " "; }},
    {"header.malformed", "stripe", [](Scene& s) { s.signature() = "nonsense"; }},
    {"header.repeated", "github",
     [](Scene& s) {
       s.delivery.headers.push_back({"x-hub-signature-256", "sha256=00"});
     }},
    {"header.repeated", "razorpay", [](Scene& s) { s.signature() += ", " + std::string(64, '0'); }},
    {"header.repeated", "shopify",
     [](Scene& s) { s.signature() += "," + base64(std::string(32, 'x')); }},
    {"header.repeated", "standard-webhooks",
     [](Scene& s) { s.signature() += ",v1," + base64(std::string(32, 'x')); }},
    {"header.wrong-prefix", "github", [](Scene& s) { s.signature().erase(0, 7); }},
    {"header.wrong-prefix", "github", [](Scene& s) { s.signature().replace(0, 7, "SHA256="); }},
    {"header.wrong-prefix", "razorpay", [](Scene& s) { s.signature().insert(0, "sha256="); }},
    {"header.wrong-prefix", "standard-webhooks", [](Scene& s) { s.signature().erase(0, 3); }},
    {"header.hex-upper-case", "razorpay", [](Scene& s) { s.signature() = upper(s.signature()); }},
    {"header.hex-upper-case", "stripe", [](Scene& s) { change_value(s, "v1=", upper); }},
    {"header.base64-instead-of-hex", "razorpay",
     [](Scene& s) { s.signature() = base64(unhex(s.signature())); }},
    {"header.hex-instead-of-base64", "shopify",
     [](Scene& s) { s.signature() = hex(unbase64(s.signature())); }},
    {"header.base64-unpadded", "shopify", [](Scene& s) { s.signature().pop_back(); }},
    {"header.base64url", "shopify",
     [](Scene& s) {
       replace_all(s.signature(), "+", "-");
       replace_all(s.signature(), "/", "_");
     }},
    {"header.plus-became-space", "shopify", [](Scene& s) { replace_all(s.signature(), "+", " "); }},
    {"header.percent-encoded", "shopify", [](Scene& s) { replace_all(s.signature(), "=", "%3D"); }},
    {"header.percent-encoded", "stripe",
     [](Scene& s) {
       replace_all(s.signature(), "=", "%3D");
       replace_all(s.signature(), ",", "%2C");
     }},
    {"header.quoted", "razorpay", [](Scene& s) { s.signature() = '"' + s.signature() + '"'; }},
    {"header.quoted", "stripe", [](Scene& s) { s.signature() = "['" + s.signature() + "']"; }},
    {"header.space-after-comma", "stripe", [](Scene& s) { replace_all(s.signature(), ",", ", "); }},
    {"header.space-after-comma", "standard-webhooks",
     [](Scene& s) { replace_all(s.signature(), ",", ", "); }},
    {"header.keys-upper-case", "stripe", [](Scene& s) { replace_all(s.signature(), "v1", "V1"); }},
    {"header.name-included", "stripe",
     [](Scene& s) { s.signature().insert(0, "Stripe-Signature: "); }},
    {"header.name-included", "shopify",
     [](Scene& s) { s.signature().insert(0, "X-Shopify-Hmac-Sha256: "); }},
    {"header.cgi-name", "stripe",
     [](Scene& s) {
       for (Header& each : s.delivery.headers)
         if (each.name == "Stripe-Signature") each.name = "HTTP_STRIPE_SIGNATURE";
     }},
    {"header.other-name", "generic",
     [](Scene& s) {
       for (Header& each : s.delivery.headers)
         if (each.name == "X-Gateway-Signature") each.name = "X-Acme-Signature";
     }},
    {"header.ignored-version-only", "stripe",
     [](Scene& s) { replace_all(s.signature(), "v1=", "v0="); }},
    {"header.value-missing", "standard-webhooks", [](Scene& s) { s.drop("webhook-id"); }},
    {"header.redacted", "razorpay", [](Scene& s) { s.signature() = "[FILTERED]"; }},
    {"header.redacted", "standard-webhooks", [](Scene& s) { s.signature() = "[FILTERED]"; }},
    {"header.wrong-length", "razorpay", [](Scene& s) { s.signature().pop_back(); }},
    {"header.wrong-length", "shopify", [](Scene& s) { s.signature().resize(40); }},
    {"header.malformed", "razorpay", [](Scene& s) { s.signature() = "nonsense"; }},
    {"header.malformed", "standard-webhooks", [](Scene& s) { s.signature() = "nonsense"; }},
    {"header.unsigned-by-design", "mollie",
     [](Scene& s) {
       s.drop("X-Mollie-Signature");
       s.body() = "id=tr_d0b0E3EA3v";
     }},
    {"header.other-scheme", "stripe",
     [](Scene& s) {
       s.delivery = scene_of("standard-webhooks", kBody, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZI").delivery;
       s.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZI";
     }},
    {"header.other-scheme", "standard-webhooks",
     [](Scene& s) { s.delivery = scene_of("polar", kBody, s.secret).delivery; }},
    {"time.too-old", "stripe", [](Scene& s) { s.now += 900; }},
    {"time.clock-behind", "standard-webhooks", [](Scene& s) { s.now -= 900; }},
    {"time.milliseconds", "standard-webhooks",
     [](Scene& s) { s.header("webhook-timestamp") += "123"; }},
    {"time.malformed", "slack", [](Scene& s) { s.header("X-Slack-Request-Timestamp") += ".0"; }},
    {"time.malformed", "stripe", [](Scene& s) { replace_all(s.signature(), "t=", "t=+"); }},
    {"time.missing", "slack", [](Scene& s) { s.drop("X-Slack-Request-Timestamp"); }},
};

const std::vector<Damage> kSecretDamages = {
    {"secret.blank", "stripe", [](Scene& s) { s.secret = " \n"; }},
    {"secret.placeholder", "standard-webhooks",
     [](Scene& s) { s.secret = "${STRIPE_WEBHOOK_SECRET}"; }},
    {"secret.placeholder", "standard-webhooks", [](Scene& s) { s.secret = "whsec_..."; }},
    {"secret.wrong-kind", "standard-webhooks", [](Scene& s) { s.secret = "pk_test_4eC39HqLyj"; }},
    {"secret.undecodable", "adyen-platform", [](Scene& s) { s.secret = "not hex"; }},
    {"secret.trailing-newline", "github", [](Scene& s) { s.secret += "\n"; }},
    {"secret.trailing-newline", "standard-webhooks", [](Scene& s) { s.secret += "\r\n"; }},
    {"secret.surrounding-whitespace", "stripe", [](Scene& s) { s.secret.insert(0, " "); }},
    {"secret.bom", "stripe", [](Scene& s) { s.secret.insert(0, "\xEF\xBB\xBF"); }},
    {"secret.quoted", "adyen-platform", [](Scene& s) { s.secret = "\"" + s.secret + "\""; }},
    {"secret.quoted", "stripe", [](Scene& s) { s.secret = "'" + s.secret + "'\n"; }},
    {"secret.variable-name-included", "stripe",
     [](Scene& s) { s.secret = "STRIPE_SECRET: " + s.secret; }},
    {"secret.bearer-prefix", "checkoutcom", [](Scene& s) { s.secret.insert(0, "Bearer "); }},
    {"secret.bearer-is-part", "checkoutcom", [](Scene& s) { resign(s, "Bearer " + s.secret); }},
    {"secret.variable-name-included", "stripe",
     [](Scene& s) { s.secret = "export STRIPE_SECRET=\"" + s.secret + "\"\n"; }},
    {"secret.prefix-missing", "stripe", [](Scene& s) { s.secret.erase(0, 6); }},
    {"secret.prefix-included", "stripe", [](Scene& s) { resign(s, s.secret.substr(6)); }},
    {"secret.base64-encoded", "stripe", [](Scene& s) { s.secret = base64(s.secret); }},
    {"secret.base64-encoded", "stripe", [](Scene& s) { s.secret = base64(s.secret + "\n"); }},
    {"secret.base64-encoded", "standard-webhooks", [](Scene& s) { s.secret = base64(s.secret); }},
    {"secret.base64-encoded", "adyen-platform",
     [](Scene& s) { s.secret = base64(s.secret + "\n"); }},
    {"secret.base64-twice", "github", [](Scene& s) { s.secret = base64(base64(s.secret)); }},
    {"secret.hex-encoded", "github", [](Scene& s) { s.secret = hex(s.secret); }},
    {"secret.base64-decoded", "razorpay",
     [](Scene& s) {
       resign(s, "\x01\x02\xFE key of bytes \x80");
       s.secret = base64("\x01\x02\xFE key of bytes \x80");
     }},
    {"secret.hex-decoded", "razorpay",
     [](Scene& s) {
       resign(s, "\x01\x02\xFE key of bytes \x80");
       s.secret = hex("\x01\x02\xFE key of bytes \x80");
     }},
    {"secret.decoded-too-far", "github", [](Scene& s) { resign(s, base64(s.secret)); }},
    {"secret.used-as-text", "adyen-platform", [](Scene& s) { resign(s, hex(s.secret)); }},
    {"secret.newline-is-part", "github", [](Scene& s) { resign(s, s.secret + "\n"); }},
    {"secret.case-changed", "github",
     [](Scene& s) {
       resign(s, text::lower(s.secret));
       s.secret = upper(s.secret);
     }},
    {"secret.pasted-twice", "github", [](Scene& s) { s.secret += s.secret; }},
    {"secret.several-in-one", "github", [](Scene& s) { s.secret = "old-one," + s.secret; }},
    {"secret.inside-json", "github",
     [](Scene& s) { s.secret = "{\"user\":\"x\",\"hook\":\"" + s.secret + "\"}"; }},
    {"secret.doubled-dollar", "github",
     [](Scene& s) {
       resign(s, "pa$word-of-1-hook");
       s.secret = "pa$$word-of-1-hook";
     }},
    {"secret.other-entry", "github",
     [](Scene& s) {
       s.others = {{Secret("no"), "test"}, {Secret(s.secret), "live"}};
       s.secret = "a-wrong-one";
     }},
    {"setting.other-public-key", "github",
     [](Scene& s) {
       s = scene_of("braintree", "<notification/>", "integration_private_key");
       s.settings.values["public-key"] = "another_public_key";
     }},
    {"secret.published", "github",
     [](Scene& s) {
       s = scene_of("braintree", "<notification/>", "integration_private_key");
       s.secret = "another_private_key";
       s.settings.values["public-key"] = "another_public_key";
     }},
};

const std::vector<Damage> kBodyDamages = {
    {"body.trailing-newline-added", "stripe", [](Scene& s) { s.body() += "\n"; }},
    {"body.lf-became-crlf", "github", [](Scene& s) { replace_all(s.body(), "\n", "\r\n"); }},
    {"body.base64-encoded", "shopify", [](Scene& s) { s.body() = base64(s.body()); }},
    {"body.json-reserialized", "paddle",
     [](Scene& s) {
       replace_all(s.body(), "\n", "");
       replace_all(s.body(), "  ", "");
       replace_all(s.body(), "\": ", "\":");
     }},
    {"body.empty", "stripe", [](Scene& s) { s.body().clear(); }},
    {"body.trailing-newline-added", "rfc9421", [](Scene& s) { s.body() += "\n"; }},
    {"body.digest-wrong", "rfc9421", [](Scene& s) { s.body() = "another body"; }},
    {"body.empty", "rfc9421", [](Scene& s) { s.body().clear(); }},
    {"body.malformed", "github",
     [](Scene& s) {
       s = scene_of("braintree", "<notification/>");
       s.body() = "{}";
     }},
    {"setting.missing", "github",
     [](Scene& s) {
       s.scheme = find_scheme("paypal");
       s.secret.clear();
       s.drop("X-Hub-Signature-256");
       s.header("Paypal-Auth-Algo") = "SHA256withRSA";
     }},
    {"certificate.missing", "github",
     [](Scene& s) {
       s.scheme = find_scheme("paypal");
       s.secret.clear();
       s.drop("X-Hub-Signature-256");
       s.header("Paypal-Auth-Algo") = "SHA256withRSA";
       s.settings.values["webhook-id"] = "WH-1";
     }},
    {"header.unexpected-algorithm", "github",
     [](Scene& s) {
       s.scheme = find_scheme("paypal");
       s.secret.clear();
       s.drop("X-Hub-Signature-256");
       s.header("Paypal-Auth-Algo") = "SHA1withRSA";
     }},
    {"header.other-algorithm", "razorpay",
     [](Scene& s) {
       Scheme other = *s.scheme;
       other.algorithm = Algorithm::hmac_sha512;
       s.signature() = sign(other, s.delivery, s.secrets(), s.settings, {}).headers.front().value;
     }},
    {"url.scheme-changed", "square", [](Scene& s) { s.url().erase(4, 1); }},
    {"url.port-added", "square", [](Scene& s) { s.url().insert(20, ":443"); }},
    {"url.trailing-slash-added", "square",
     [](Scene& s) { s.url().insert(s.url().find('?'), "/"); }},
    {"url.query-added", "square",
     [](Scene& s) {
       s = scene_of("square", kBody, {}, "https://shop.example/hook");
       s.url() += "?source=square";
     }},
    {"url.query-removed", "square",
     [](Scene& s) {
       const std::size_t query = s.url().find('?');
       s.header("X-Original-URI") = "/x" + s.url().substr(query);
       s.url().resize(query);
     }},
    {"url.host-changed", "square",
     [](Scene& s) {
       s.url() = "http://10.0.0.7:3000" + s.url().substr(20);
       s.delivery.headers.push_back({"X-Forwarded-Host", "shop.example"});
     }},
    {"url.encoding-changed", "square",
     [](Scene& s) {
       s = scene_of("square", kBody, {}, "https://shop.example/hook?name=O'Neil");
       replace_all(s.url(), "'", "%27");
     }},
    {"url.missing", "square", [](Scene& s) { s.url().clear(); }},
    {"url.scheme-changed", "rfc9421", [](Scene& s) { s.url().erase(4, 1); }},
    {"url.trailing-slash-added", "rfc9421",
     [](Scene& s) { s.url().insert(s.url().find('?'), "/"); }},
    {"url.scheme-changed", "twilio", [](Scene& s) { s.url().erase(4, 1); }},
    {"id.case-changed", "mercadopago",
     [](Scene& s) { replace_all(s.url(), "ord01jq4s4ky8h", "ORD01JQ4S4KY8H"); }},
    {"url.parameter-renamed", "mercadopago",
     [](Scene& s) { replace_all(s.url(), "data.id", "data_id"); }},
};

void check_all(const std::vector<Damage>& damages) {
  for (const Damage& each : damages) {
    CAPTURE(each.scheme);
    CAPTURE(each.cause);
    Scene scene = scene_of(each.scheme, kBody);
    REQUIRE(scene.verify().valid());
    each.happens(scene);
    const Diagnosis found = scene.diagnose();
    CAPTURE(listed(found));
    REQUIRE_FALSE(found.causes.empty());
    CHECK(found.causes.front().id == each.cause);
    CHECK(found.causes.front().certain);
    for (const Cause& cause : found.causes)
      CHECK(fault_of_advice(cause.fix) == "");
    CHECK((scene.secret.empty() || listed(found).find(scene.secret) == std::string::npos));
  }
}

}  // namespace

TEST_CASE("Every damage of the headers is the first cause that is told, and certain") {
  check_all(kHeaderDamages);
}
TEST_CASE("Every damage of the secret is the first cause that is told, and certain") {
  check_all(kSecretDamages);
}
TEST_CASE("Every damage of body and URL is the first cause that is told, and certain") {
  check_all(kBodyDamages);
}
