#include "lib/charge/replay/count.hpp"

#include <doctest/doctest.h>

#include "tests/lib/charge/replay/test_plan.hpp"

namespace checkoutdiag::charge {
namespace {

Counted counted(std::string_view body, const VerifyPlan& verify = {},
                const http::Headers& headers = {}) {
  return count_in(headers, body, verify, test::documented_profile());
}

TEST_CASE("count: a list is found where gateways have it") {
  CHECK(counted(R"([{"id":"a"},{"id":"b"}])").ids == std::vector<std::string>{"a", "b"});
  for (const char* each : {"data", "items", "payments", "results", "charges", "orders"})
    CHECK(counted(R"({"x":[1],")" + std::string(each) + R"(":[{"id":"a"}]})").count == 1);
  CHECK(counted(R"({"data":[]})").count == 0);
  CHECK(counted(R"({"data":{},"items":[1,2]})").count == 2);
  CHECK(counted(R"({"total_count":3})").count == 3);
  VerifyPlan verify;
  verify.list = "/found/0/all";
  CHECK(counted(R"({"found":[{"all":[1]}],"data":[1,2]})", verify).count == 1);
  CHECK(counted(R"({"data":[1]})", verify).problem ==
        "the verify URL's answer has no list at /found/0/all");
}

TEST_CASE("count: only what matches counts") {
  VerifyPlan verify;
  verify.match = {{"/metadata/order", "7"}, {"/status", "ok"}};
  const std::string_view list = R"([{"id":"a","metadata":{"order":"7"},"status":"ok"},
    {"id":"b","metadata":{"order":7},"status":"ok"},{"id":"c","status":"ok"}, 5,
    {"id":"d","metadata":{"order":"7"},"status":"no"}])";
  const Counted seen = counted(list, verify);
  CHECK(seen.count == 2);
  CHECK(seen.ids == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(counted(R"({"total_count":3})", verify).count);
}

TEST_CASE("count: an item's id is where an answer has it, or its last member") {
  Profile profile = test::documented_profile();
  profile.object_id = "/payment/id";
  const Counted seen =
      count_in({}, R"({"payments":[{"id":"a"},{"payment":{"id":"b"}}]})", {}, profile);
  CHECK(seen.ids == std::vector<std::string>{"a", "b"});
  std::string many = "[";
  for (int i = 0; i < 150; ++i)
    many += (i ? "," : "") + std::string(R"({"id":"x"})");
  CHECK(counted(many + "]").count == 150);
  CHECK(counted(many + "]").ids.size() == 100);
}

TEST_CASE("count: a list that goes on is not counted") {
  for (const char* more :
       {R"("has_more":true)", R"("next":"/v1?page=2")", R"("cursor":"abc")",
        R"("meta":{"cursors":{"after":"ID1"}})", R"("_links":{"next":{"href":"x"}})",
        R"("links":[{"rel":"self"},{"rel":"next","href":"x"}])"}) {
    CAPTURE(more);
    const Counted seen = counted(R"({"data":[{"id":"a"}],)" + std::string(more) + "}");
    CHECK_FALSE(seen.count);
    CHECK(seen.problem == "the list goes on: narrow the search");
  }
  for (const char* last : {R"("has_more":false)", R"("next":null)", R"("cursor":"")",
                           R"("meta":{"cursors":{"after":null}})", R"("links":[{"rel":"self"}])"})
    CHECK(counted(R"({"data":[{"id":"a"}],)" + std::string(last) + "}").count == 1);
  CHECK_FALSE(counted("[1]", {}, {{"link", "<https://x/?p=2>; rel=\"next\""}}).count);
  CHECK(counted("[1]", {}, {{"link", "<https://x/?p=1>; rel=\"prev\""}}).count == 1);
}

TEST_CASE("count: what is no list has a reason") {
  for (const char* body : {"", "x", "{}", R"({"data":{}})", R"({"total_count":-1})", "7"})
    CHECK(counted(body).problem != "");
}

TEST_CASE("count: key and id are encoded, and what they hold is not replaced") {
  CHECK(verify_url("http://x/?k={key}&i={id}&{key}", "a{id}&", "7/8") ==
        "http://x/?k=a%7Bid%7D%26&i=7%2F8&a%7Bid%7D%26");
}

}  // namespace
}  // namespace checkoutdiag::charge
