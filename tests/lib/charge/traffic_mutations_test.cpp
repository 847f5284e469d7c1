#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lib/charge/traffic.hpp"
#include "lib/charge/traffic_operation.hpp"

namespace checkoutdiag::charge {
namespace {

Recorded request(const std::string& method, const std::string& url, http::Headers headers = {},
                 std::optional<std::string> body = R"({"amount":1})") {
  Recorded recorded;
  recorded.method = method;
  recorded.url = url;
  recorded.headers = std::move(headers);
  recorded.body = std::move(body);
  recorded.status = 200;
  return recorded;
}

const std::string kStripe = "https://api.stripe.com/v1/charges";

TrafficFacts read(const std::vector<Recorded>& traffic, const TrafficRules& rules = {}) {
  return read_mutations(traffic, rules, "log");
}

Mutation mutation(const Recorded& recorded, const TrafficRules& rules = {}) {
  const TrafficFacts facts = read({recorded}, rules);
  REQUIRE(facts.mutations.size() == 1);
  return facts.mutations[0];
}

TEST_CASE("Mutations at gateways are told from everything else") {
  const TrafficFacts facts = read({
      request("POST", kStripe, {{"Idempotency-Key", "k"}}),
      request("OPTIONS", kStripe),
      request("CONNECT", "api.stripe.com:443"),
      request("POST", "https://shop.example/checkout"),
      request("GET", "https://shop.example/"),
      request("GET", kStripe, {{"idempotency-key", "k"}}),
      request("GET", kStripe),
      request("delete", "https://API.stripe.com:443/v1/customers/cus_1"),
      request("POST", "no url"),
  });
  CHECK(facts.requests == 9);
  CHECK(facts.preflights == 1);
  CHECK(facts.tunnels == 1);
  CHECK(facts.elsewhere == 1);
  REQUIRE(facts.mutations.size() == 2);
  CHECK(facts.mutations[1].method == "DELETE");
  CHECK(facts.mutations[1].host == "api.stripe.com");
  REQUIRE(facts.reads.size() == 1);
  CHECK(facts.reads[0].key == "k");
}

TEST_CASE("Which hosts are a gateway's") {
  const std::string shop = "https://pay.shop.example/v1/charges",
                    local = "http://127.0.0.1:8080/v1/charges";
  TrafficRules rules;
  CHECK(read({request("POST", shop), request("POST", local)}).elsewhere == 2);
  rules.hosts = {"*.shop.example"};
  CHECK(mutation(request("POST", shop), rules).profile == "generic");
  rules.hosts = {};
  rules.every_host = true;
  CHECK(mutation(request("POST", local), rules).profile == "generic");
  CHECK(mutation(request("POST", kStripe), rules).profile == "stripe");
  rules.every_host = false;
  rules.profile = load_profile("adyen");
  CHECK(read({request("POST", shop)}, rules).elsewhere == 1);
  for (const char* url :
       {"http://127.0.0.1:8080/payments", "http://[::1]/payments", "http://localhost/payments",
        "https://checkout-test.adyen.com/v71/payments"})
    CHECK(mutation(request("POST", url), rules).profile == "adyen");
}

TEST_CASE("Keys: each gateway's own header or member, any known one elsewhere") {
  const auto key = [](const std::string& url, http::Headers headers,
                      std::optional<std::string> body = "{}") {
    TrafficRules rules;
    rules.every_host = true;
    return mutation(request("POST", url, std::move(headers), std::move(body)), rules).key;
  };
  CHECK(key(kStripe, {{"idempotency-key", " k "}}) == "k");
  CHECK(key(kStripe, {{"Cko-Idempotency-Key", "k"}}).empty());
  CHECK(key("https://api.checkout.com/payments", {{"Cko-Idempotency-Key", "k"}}) == "k");
  CHECK(key("https://api-m.paypal.com/v2/checkout/orders", {{"PayPal-Request-Id", "k"}}) == "k");
  CHECK(key("https://connect.squareup.com/v2/payments", {}, R"({"idempotency_key":"k"})") == "k");
  for (const char* name : {"Idempotency-Key", "x-idempotency-key", "PayPal-Request-Id",
                           "chargebee-idempotency-key", "X-GCS-Idempotence-Key", "idempotency"})
    CHECK(key("https://pay.example/charges", {{name, "k"}}) == "k");
  CHECK(key("https://pay.example/charges", {}, R"({"idempotencyKey":"k"})") == "k");
  const Mutation quoted = mutation(request("POST", kStripe, {{"Idempotency-Key", "\"k\""}}));
  CHECK(quoted.key == "k");
  CHECK(quoted.quoted);
  CHECK(mutation(request("POST", kStripe, {{"Idempotency-Key", std::string(300, 'k')}}))
            .objection.find("300 bytes") != std::string::npos);
}

TEST_CASE("A key in the body is no part of the fingerprint, wherever it was found") {
  const auto print = [](const std::string& url, const std::string& body) {
    TrafficRules rules;
    rules.every_host = true;
    return mutation(request("POST", url, {}, body), rules).fingerprint;
  };
  for (const char* url :
       {"https://connect.squareup.com/v2/payments", "https://pay.example/charges"}) {
    CHECK(print(url, R"({"idempotency_key":"k","amount":1})") ==
          print(url, R"({"amount":1,"idempotency_key":"other"})"));
    CHECK(print(url, R"({"idempotency_key":"k","amount":1})") !=
          print(url, R"({"idempotency_key":"k","amount":2})"));
  }
}

TEST_CASE("A body that is not there leaves open what is in it") {
  const Mutation square =
      mutation(request("POST", "https://connect.squareup.com/v2/payments", {}, std::nullopt));
  CHECK_FALSE(square.assessable);
  CHECK(square.fingerprint.empty());
  CHECK_FALSE(mutation(request("POST", "https://connect.squareup.com/v2/payments", {}, "{\"cut"))
                  .assessable);
  CHECK(mutation(request("POST", "https://connect.squareup.com/v2/payments", {}, "{}")).assessable);
  const Mutation stripe =
      mutation(request("POST", kStripe, {{"Idempotency-Key", "k"}}, std::nullopt));
  CHECK(stripe.assessable);
  CHECK(stripe.fingerprint.empty());
  CHECK_FALSE(mutation(request("DELETE", kStripe + "/ch_1", {}, std::nullopt)).fingerprint.empty());
}

TEST_CASE("Gateways and methods without a key") {
  CHECK(mutation(request("POST", kStripe)).takes_key);
  CHECK_FALSE(mutation(request("PUT", kStripe)).takes_key);
  CHECK_FALSE(mutation(request("POST", "https://api.razorpay.com/v1/orders")).takes_key);
  CHECK(mutation(request("POST", "https://api.razorpay.com/v1/payments/pay_1/refund",
                         {{"X-Refund-Idempotency", "k"}}))
            .key == "k");
}

TEST_CASE("What a mutation is for") {
  const auto of = [](std::string_view path, std::string_view method = "POST") {
    return std::string(name(operation_of(method, path)));
  };
  CHECK(of("/v1/charges") == "charge");
  CHECK(of("/v1/payment_intents") == "charge");
  CHECK(of("/v1/payment_intents/pi_1/confirm") == "charge");
  CHECK(of("/v2/checkout/orders/5O1/authorize") == "authorize");
  CHECK(of("/v2/payments/authorizations/5O1/capture") == "capture");
  CHECK(of("/v71/payments/8836/captures/") == "capture");
  CHECK(of("/v1/charges/ch_1/refunds?x=1") == "refund");
  CHECK(of("/v2/payments/captures/5O1/refund") == "refund");
  CHECK(of("/payments/pay_1/voids") == "cancel");
  CHECK(of("/payments/1:cancel") == "cancel");
  CHECK(of("/v2/payments/tr_1", "DELETE") == "cancel");
  CHECK(of("/v1/payment_methods") == "other");
  CHECK(of("/v1/charges/ch_1") == "other");
  CHECK(of("/v1/customers") == "other");
  CHECK(of("/") == "other");
}

TEST_CASE("What a gateway's profile says of its paths") {
  const std::string square = "https://connect.squareup.com/v2/";
  CHECK(mutation(request("POST", "https://api.razorpay.com/v1/payouts")).operation ==
        Operation::charge);
  CHECK(mutation(request("POST", "https://api.increase.com/ach_transfers")).operation ==
        Operation::charge);
  CHECK(mutation(request("POST", "https://api.stripe.com/v1/customers")).operation ==
        Operation::other);
  CHECK(mutation(request("POST", square + "payments")).takes_key);
  CHECK_FALSE(mutation(request("POST", square + "payments/p1/complete")).takes_key);
  const std::string body =
      R"({"idempotency_key":"01234567890123456789012345678901234567890123456789"})";
  CHECK(mutation(request("POST", square + "payments/cancel", {}, body)).cancels_key);
  CHECK_FALSE(mutation(request("POST", square + "payments", {}, body)).objection.empty());
  // Its length is documented for payments alone.
  CHECK(mutation(request("POST", square + "orders", {}, body)).objection.empty());
  const std::string paypal = "https://api-m.paypal.com";
  CHECK(mutation(request("POST", paypal + "/v2/payments/authorizations/A1/void")).profile ==
        "paypal-payments");
  CHECK(mutation(request("POST", paypal + "/v1/billing/subscriptions/I-1/capture")).profile ==
        "paypal-subscriptions");
  CHECK(mutation(request("POST", paypal + "/v1/notifications/simulate-event")).guessed);
  CHECK_FALSE(mutation(request("POST", paypal + "/v2/checkout/orders/O1/capture")).guessed);
  CHECK_FALSE(mutation(request("POST", "https://api.stripe.com/v1/customers")).guessed);
  CHECK(mutation(request("POST", kStripe, {{"stripe-account", "acct_1"}})).account == "acct_1");
}

TEST_CASE("What was looked up, with success") {
  Recorded failed = request("GET", kStripe + "?limit=3");
  failed.status = 500;
  const TrafficFacts facts =
      read({request("GET", kStripe + "/ch_1"), failed, request("GET", "https://shop.example/")});
  REQUIRE(facts.lookups.size() == 1);
  CHECK(facts.lookups[0].profile == "stripe");
  CHECK(facts.lookups[0].host == "api.stripe.com");
}

TEST_CASE("References, answers and what may be printed") {
  Recorded recorded = request("POST", kStripe + "/4242424242424242/\x1b[31m", {},
                              R"({"amount":1,"metadata":{"order_id":"order-7"}})");
  recorded.answer = R"({"id":"ch_1"})";
  recorded.status = 0;
  TrafficRules rules;
  rules.profile = load_profile("generic");
  const Mutation seen = mutation(recorded, rules);
  CHECK(seen.path == "/v1/charges/424242…4242/\\x1b[31m");
  CHECK(seen.reference == "order-7");
  CHECK(seen.answer_id == "ch_1");
  CHECK(seen.no_answer);
  recorded.url = "https://api.gocardless.com/payments";
  recorded.answer = R"({"error":{"errors":[{"links":{"conflicting_resource_id":"PM1"}}]}})";
  CHECK(mutation(recorded).answer_id == "PM1");
}

TEST_CASE("Order of sending") {
  Recorded first = request("POST", kStripe), second = first;
  first.at = 2000;
  first.index = 0;
  second.at = 1000;
  second.index = 1;
  const TrafficFacts sorted = read({first, second});
  CHECK(sorted.ordered);
  CHECK(sorted.mutations[0].index == 1);
  second.at = {};
  const TrafficFacts unsorted = read({first, second});
  CHECK_FALSE(unsorted.ordered);
  CHECK(unsorted.mutations[0].index == 0);
}

TEST_CASE("A browser's traffic has publishable keys alone") {
  const auto browser = [](std::vector<http::Headers> all, const std::string& body = "{}") {
    std::vector<Recorded> traffic;
    for (http::Headers& headers : all)
      traffic.push_back(request("POST", kStripe, std::move(headers), body));
    return read(traffic).browser;
  };
  CHECK(browser({{{"Authorization", "Bearer pk_live_1"}}}));
  CHECK(browser({{{"Authorization", "Basic cGtfdGVzdF8xOg=="}}}));  // pk_test_1:
  CHECK(browser({{}}, "amount=1&key=pk_live_1"));
  CHECK_FALSE(browser({{}}));
  CHECK_FALSE(
      browser({{{"Authorization", "Bearer pk_live_1"}}, {{"Authorization", "Bearer sk_1"}}}));
  CHECK_FALSE(browser({{{"Authorization", "(not shown)"}}}));
}

}  // namespace
}  // namespace checkoutdiag::charge
