#include "lib/receiver/orders.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "lib/failure.hpp"
#include "lib/webhook/drill/event.hpp"
#include "lib/webhook/scheme.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::receiver {
namespace {

Event about(const OrderRules& rules, const std::string& body, http::Headers headers = {}) {
  Event event;
  event.body = body;
  event.headers = std::move(headers);
  read_order(rules, event);
  return event;
}

OrderRules rules_of(const std::string& text) {
  const test::Scratch scratch;
  const std::string path = scratch.path() + "/rules.json";
  std::ofstream(path) << text;
  return read_order_rules(path);
}

}  // namespace

TEST_CASE("an event's order, and what it does to it") {
  const OrderRules rules = order_rules_of("stripe");
  const auto body = [](const char* type, const char* order) {
    return std::string(R"({"type":")") + type + R"(","data":{"object":{"metadata":{"order_id":)" +
           order + "}}}}";
  };
  CHECK(about(rules, body("payment_intent.succeeded", "\"A1\"")).order == "A1");
  CHECK(about(rules, body("payment_intent.succeeded", "\"A1\"")).move ==
        "open,authorized,canceled,failed,paid>paid");
  CHECK(about(rules, body("payment_intent.succeeded", "17")).order == "17");
  CHECK(about(rules, body("customer.created", "\"A1\"")).move == "");
  for (const char* none : {"null", "\"\"", "\"a b\"", "{}", "\"a,b\"", "\"a>b\""}) {
    CAPTURE(none);
    CHECK(about(rules, body("payment_intent.succeeded", none)).order == "");
    CHECK(about(rules, body("payment_intent.succeeded", none)).move == "");
  }
  CHECK(about(rules, "no JSON").order == "");
}

TEST_CASE("a move may depend on another member") {
  const OrderRules rules = order_rules_of("adyen-notification");
  const auto move = [&](const char* success) {
    return about(rules,
                 std::string(R"({"notificationItems":[{"NotificationRequestItem":{"eventCode":)") +
                     R"("CAPTURE","merchantReference":"A1","success":)" + success + "}}]}")
        .move;
  };
  CHECK(move("\"true\"") == "open,authorized,canceled,failed,paid>paid");
  CHECK(move("\"false\"") == "");
}

TEST_CASE("moves go on from the states that they name") {
  CHECK(moved_by("open,authorized>paid", "authorized").is_done);
  CHECK(moved_by("open,authorized>paid", "authorized").state == "paid");
  CHECK_FALSE(moved_by("open,authorized>paid", "auth").is_done);
  CHECK(moved_by("open,authorized>paid", "refunded").state == "refunded");
  CHECK(moved_by("", "open").is_done);
  CHECK(moved_by("", "open").state == "open");
  CHECK_FALSE(moved_by(">paid", "open").is_done);
}

// The templates of the drill are events of their scheme: their payment is known as one.
TEST_CASE("built-in rules know the payments of their scheme") {
  int known = 0;
  for (const webhook::Scheme& scheme : webhook::built_in_schemes()) {
    const OrderRules rules = order_rules_of(scheme.name);
    if (rules.order.empty()) continue;
    ++known;
    CAPTURE(scheme.name);
    const webhook::EventTemplate events = webhook::events_of(scheme.name);
    webhook::EventValues values{"1", "A1", events.types.at("paid"), 1'700'000'000};
    const Event paid = about(rules, webhook::body_of(events, values), headers_of(events, values));
    CHECK(paid.order.find("A1") != std::string::npos);
    CHECK((paid.move.ends_with(">paid") || scheme.name == "adyen-notification"));
  }
  CHECK(known >= 10);
}

TEST_CASE("rules of one's own") {
  const OrderRules rules = rules_of(
      R"({"order": ["/order"], "type": ["header:Topic"],
          "moves": [{"type": "orders/paid", "from": ["open"], "to": "paid"}]})");
  CHECK(about(rules, R"({"order":"A1"})", {{"topic", "orders/paid"}}).move == "open>paid");
  for (const char* wrong :
       {"{}", "[]", R"({"order": []})", R"({"order": ["x"]})",
        R"({"order": ["/a"], "moves": [{}]})",
        R"({"order": ["/a"], "moves": [{"type": "t", "from": ["a b"], "to": "c"}]})",
        R"({"order": ["/a"], "moves": [{"type": "t", "from": ["a"], "to": ""}]})",
        R"({"order": ["/a"], "type": ["/b"], "when": 1})",
        R"({"order": ["/a"], "moves": [{"type": "t", "from": ["a"], "to": "b", "when": {}}]})"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(rules_of(wrong), Failure);
  }
}

}  // namespace checkoutdiag::receiver
