#include <doctest/doctest.h>

#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/diagnose/evidence_json.hpp"
#include "tests/lib/webhook/advice.hpp"

using namespace checkoutdiag::webhook;

namespace {

std::string evidence(const std::string& body, std::vector<Header> headers = {}) {
  Delivery delivery;
  delivery.headers = std::move(headers);
  delivery.body = body;
  std::string ids;
  for (const Cause& each : side_evidence(Scheme{}, delivery)) {
    CHECK(checkoutdiag::test::fault_of_advice(each.fix) == "");
    ids += (ids.empty() ? "" : " ") + each.id + (each.certain ? "!" : "");
  }
  return ids;
}

std::string shape(const Scheme& scheme, std::string_view secret) {
  const std::vector<Cause> causes = secret_shape(scheme, secret);
  return causes.empty() ? "" : causes.front().id + (causes.front().certain ? "!" : "");
}

std::string first_of(std::vector<Header> headers, std::string body = "{}") {
  Delivery delivery;
  delivery.headers = std::move(headers);
  delivery.body = std::move(body);
  const std::vector<const Scheme*> found = detect(delivery);
  return found.empty() ? "" : found.front()->name;
}

}  // namespace

TEST_CASE("A body shows what happened to it, and only plain facts are certain") {
  CHECK(evidence("{\"b\":1,\"a\":2}") == "");
  CHECK(evidence("") == "body.empty!");
  CHECK(evidence("{}", {{"Content-Length", "2"}}) == "");
  CHECK(evidence("{}", {{"Content-Length", "3"}}) == "evidence.length-differs!");
  CHECK(evidence("{}", {{"Content-Length", "30"}, {"Content-Encoding", "gzip"}}) ==
        "evidence.length-differs evidence.content-encoding-but-plain");
  CHECK(evidence("{}", {{"Content-Length", "+2"}}) == "");
  CHECK(evidence("{\"a\":\"caf\xEF\xBF\xBD\"}") == "evidence.replacement-characters");
  CHECK(evidence("{\"a\":") == "evidence.json-broken");
  CHECK(evidence("a=1", {{"Content-Type", "application/json"}}) == "evidence.json-broken");
  CHECK(evidence("a=1") == "");
  CHECK(evidence("[object Object]").starts_with("evidence.body-rebuilt"));
  CHECK(evidence("{'a': 1}") == "evidence.body-rebuilt");
  for (const char* nothing : {"undefined", "null", "[object Object]", "\"\"", "None"})
    CHECK(evidence(nothing, {{"Content-Type", "application/json"}}) == "evidence.body-rebuilt");
  CHECK(evidence("{}", {{"Content-Type", "application/x-www-form-urlencoded"}}) ==
        "evidence.form-became-json");
  CHECK(evidence("a=1", {{"Content-Type", "application/x-www-form-urlencoded"}}) == "");
  CHECK(evidence(std::string(300, '[') + std::string(300, ']')) == "");
  CHECK(evidence(std::string(300, '[')) == "");
  CHECK(evidence(std::string(200, '[') + "x") == "evidence.json-broken");
  CHECK(evidence("{\"a\": 1, \"b\": 2}") == "evidence.body-rebuilt");
  CHECK(evidence("{\"a\": 1,\n \"b\": 2}") == "");
  CHECK(evidence("{\"a\":10.0}") == "evidence.normalised-floats");
  CHECK(evidence("{\"a\":10.00}") == "");
  CHECK(evidence(R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8})") == "evidence.sorted-keys");
  CHECK(evidence("{\"a\":\"[FILTERED]\"}") == "evidence.from-a-log");
  Scheme bodiless;
  bodiless.covers_body = false;
  CHECK(side_evidence(bodiless, Delivery{}).empty());
}

TEST_CASE("Sorted members are told only where chance is no explanation") {
  CHECK_FALSE(json_traits(R"({"a":1,"b":2,"c":3,"d":4})").sorted_keys);
  CHECK(
      json_traits(R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":{"h":1,"i":2,"j":3}})").sorted_keys);
  CHECK_FALSE(json_traits(R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"h":7,"g":8})").sorted_keys);
}

TEST_CASE("A secret's shape tells blanks, placeholders and other kinds of keys") {
  Scheme scheme;
  scheme.title = "Stripe";
  scheme.secret.prefixes = {"whsec_"};
  scheme.secret.wrong_kinds = {{"sk_", "an API key"}};
  CHECK(shape(scheme, "whsec_abcdef") == "");
  CHECK(shape(scheme, "") == "secret.blank!");
  CHECK(shape(scheme, " \r\n") == "secret.blank!");
  CHECK(shape(scheme, "${STRIPE_SECRET}") == "secret.placeholder");
  CHECK(shape(scheme, "\"$STRIPE_SECRET\"\n") == "secret.placeholder");
  CHECK(shape(scheme, "{{ .Values.secret }}") == "secret.placeholder");
  CHECK(shape(scheme, "%SECRET%") == "secret.placeholder");
  CHECK(shape(scheme, "changeme") == "secret.placeholder");
  CHECK(shape(scheme, "whsec_your_secret_here") == "secret.placeholder");
  CHECK(shape(scheme, "<secret>") == "secret.placeholder");
  CHECK(shape(scheme, "sk_live_1") == "secret.wrong-kind");
  CHECK(shape(scheme, "abcdef") == "secret.prefix-missing");
  scheme.secret.strips_prefix = true;
  CHECK(shape(scheme, "abcdef") == "");
  CHECK(shape(scheme, "$2y") == "");
}

TEST_CASE("A delivery's scheme is told by its headers, the most specific first") {
  const std::string hex(64, 'a');
  CHECK(first_of({{"Stripe-Signature", "t=1,v1=" + hex}}) == "stripe");
  CHECK(first_of(
            {{"webhook-id", "m"}, {"webhook-timestamp", "1"}, {"webhook-signature", "v1,YQ=="}}) ==
        "standard-webhooks");
  CHECK(first_of({{"webhook-id", "m"},
                  {"webhook-timestamp", "1"},
                  {"webhook-signature", "v1a," + std::string(86, 'A') + "=="}}) ==
        "standard-webhooks-v1a");
  CHECK(first_of({{"svix-id", "m"}, {"svix-timestamp", "1"}, {"svix-signature", "v1,YQ=="}}) ==
        "svix");
  CHECK(first_of({{"Webhook-Signature", hex}}) == "gocardless");
  for (const std::string& malformed : {std::string(43, 'A') + "=", hex, std::string("x")})
    CHECK(first_of(
              {{"webhook-id", "m"}, {"webhook-timestamp", "1"}, {"webhook-signature", malformed}})
              .starts_with("standard-webhooks"));
  CHECK(first_of({{"webhook-id", "m"},
                  {"webhook-timestamp", "1"},
                  {"webhook-signature", std::string(43, 'A') + "="}}) == "standard-webhooks");
  CHECK(first_of({{"X-Signature", hex}}) == "lemonsqueezy");
  CHECK(first_of({{"X-Signature", "ts=1,v1=" + hex}}) == "mercadopago");
  CHECK(first_of({}, "{\"notificationItems\":[]}") == "adyen-notification");
  CHECK(first_of({}, "bt_signature=a%7Cb&bt_payload=c") == "braintree");
  CHECK(first_of({{"Host", "h"}}) == "");
}
