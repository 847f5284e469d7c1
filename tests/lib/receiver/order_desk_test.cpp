#include "lib/receiver/order_desk.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::receiver {

TEST_CASE("orders are registered by a request, and looked at by another") {
  const test::Scratch scratch;
  const auto store = open_sqlite_store(scratch.path() + "/events.db");
  Event event;
  event.key = event.digest = event.scheme = "a";
  event.order = "A1";
  event.move = "open>paid";
  store->put(std::array{event});
  int woken = 0;
  const auto ask = [&](const char* method, const char* target, const char* body) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    const http::Reply reply = answer_order(request, *store, [&] { ++woken; });
    return std::to_string(reply.status) + " " + reply.body;
  };
  CHECK(ask("GET", "/orders/A1", "").starts_with("404"));
  CHECK(ask("POST", "/orders", R"({"order":"A1"})") ==
        "201 {\"order\":\"A1\",\"state\":\"paid\",\"applied\":1,\"superseded\":0}\n");
  CHECK(woken == 1);
  CHECK(ask("POST", "/orders", R"({"order":"A1"})").starts_with("200"));
  CHECK(woken == 1);
  CHECK(ask("POST", "/orders", R"({"order":17,"state":"authorized"})").starts_with("201"));
  CHECK(ask("GET", "/orders/17", "") == "200 {\"order\":\"17\",\"state\":\"authorized\"}\n");
  for (const char* wrong : {"", "x", "[]", "{}", R"({"order":""})", R"({"order":"a b"})",
                            R"({"order":{}})", R"({"order":"a","state":""})"}) {
    CAPTURE(wrong);
    CHECK(ask("POST", "/orders", wrong).starts_with("400"));
  }
  CHECK(ask("POST", "/orders", R"({"order":"#1?"})").starts_with("201"));
  CHECK(ask("GET", "/orders/%231%3F", "").starts_with("200"));
  http::Request of_page;
  of_page.method = "POST";
  of_page.target = "/orders";
  of_page.headers = {{"origin", "http://evil.example"}};
  of_page.body = R"({"order":"B2"})";
  CHECK(answer_order(of_page, *store, [] {}).status == 403);
  CHECK(ask("GET", "/orders", "").starts_with("405"));
  CHECK(ask("DELETE", "/orders/A1", "").starts_with("405"));
  CHECK(ask("GET", "/ordersX", "").starts_with("404"));
}

}  // namespace checkoutdiag::receiver
