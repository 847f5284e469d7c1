#include "lib/receiver/event.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::receiver {
namespace {

webhook::Scheme scheme(std::vector<std::string> places) {
  webhook::Scheme scheme;
  scheme.event_id = std::move(places);
  return scheme;
}

std::string by_pointer(const char* body) {
  return key_of(scheme({"/id"}), {}, body);
}

}  // namespace

TEST_CASE("a delivery's key is what its scheme says") {
  CHECK(by_pointer(R"({"id":"evt_1"})") == "evt_1");
  CHECK(by_pointer(R"({"id":17})") == "17");
  const http::Headers headers = {{"webhook-ID", "msg_1"}, {"X", "y"}};
  CHECK(key_of(scheme({"header:Webhook-Id"}), headers, "{}") == "msg_1");
  CHECK(key_of(scheme({"/event", "/data/id"}), {}, R"({"event":"paid","data":{"id":5}})") ==
        "paid 5");
}

TEST_CASE("what could be no key, or could be two, is none: the body's hash is") {
  for (const char* body : {"", "x", "[]", "{}", R"({"id":""})", R"({"id":null})", R"({"id":{}})",
                           R"({"id":"a b"})", R"({"id":"a\n"})", R"({"id":"\u00e9"})"}) {
    CAPTURE(body);
    CHECK(by_pointer(body).starts_with("sha256:"));
    CHECK(by_pointer(body).size() == 71);
  }
  CHECK(by_pointer("a") != by_pointer("b"));
  CHECK(by_pointer((R"({"id":")" + std::string(400, 'x') + "\"}").c_str()).starts_with("sha256:"));
  CHECK(key_of(scheme({"/event", "/data/id"}), {}, R"({"event":"paid"})").starts_with("sha256:"));
  CHECK(key_of(scheme({}), {}, "a").starts_with("sha256:"));
}

TEST_CASE("headers are kept as they came") {
  const http::Headers headers = {{"A", "1"}, {"b", ""}, {"A", "x: y"}, {"C", "\xe9\t"}};
  const http::Headers read = read_headers(headers_text(headers));
  REQUIRE(read.size() == headers.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CHECK(read[i].name == headers[i].name);
    CHECK(read[i].value == headers[i].value);
  }
  CHECK(read_headers("no mark\n\n").empty());
}

// Every scheme that is built in, and has a key of its own.
TEST_CASE("the keys of built-in schemes") {
  int with_key = 0;
  for (const webhook::Scheme& each : webhook::built_in_schemes())
    with_key += !each.event_id.empty();
  CHECK(with_key >= 27);
  const webhook::Scheme* adyen = webhook::find_scheme("adyen-notification");
  REQUIRE(adyen);
  CHECK(key_of(*adyen, {},
               R"({"notificationItems":[{"NotificationRequestItem":{"eventCode":"AUTHORISATION",)"
               R"("pspReference":"8815","success":"true"}}]})") == "AUTHORISATION 8815 true");
}

}  // namespace checkoutdiag::receiver
