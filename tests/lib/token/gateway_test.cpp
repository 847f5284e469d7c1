#include "lib/token/gateway.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

namespace checkoutdiag::token {

TEST_CASE("gateways that are built in") {
  CHECK(gateways().size() >= 8);
  for (const Gateway& each : gateways()) {
    CHECK(gateway_of(each.name) == &each);
    CHECK_FALSE(each.endpoints.empty());
    CHECK(each.source.starts_with("https://"));
  }
  CHECK(gateway_of("nobody") == nullptr);
  const Gateway& braintree = *gateway_of("braintree");
  CHECK(braintree.lifetime->seconds == 3 * 3600);
  CHECK(meaning_of(braintree, "91564") == "used");
  CHECK(meaning_of(braintree, "1") == "");
  CHECK_FALSE(gateway_of("stripe")->lifetime.has_value());
}

TEST_CASE("hosts and paths, with a star") {
  CHECK(host_matches("*.pay.test", "api.pay.test"));
  CHECK_FALSE(host_matches("*.pay.test", "pay.test"));
  CHECK_FALSE(host_matches("pay.test", "api.pay.test"));
  const Endpoint endpoint = parse_endpoint("https://pay.test:443/merchants/*/tokens?x=1");
  CHECK(endpoint.host == "pay.test");
  CHECK(matches(endpoint, "pay.test", "/merchants/abc/tokens"));
  CHECK_FALSE(matches(endpoint, "pay.test", "/merchants/a/b/tokens"));
  CHECK_FALSE(matches(endpoint, "pay.test", "/merchants/abc/tokens/1"));
  CHECK(matches(parse_endpoint("pay.test"), "pay.test", "/anything"));
  CHECK(parse_endpoint("http://127.0.0.1:8080/t").scheme == "http");
  CHECK(parse_endpoint("http://127.0.0.1:8080/t").host == "127.0.0.1:8080");
  CHECK_THROWS_AS(parse_endpoint("/v1/tokens"), Failure);
  CHECK_THROWS_AS(parse_endpoint("a b/c"), Failure);
}

TEST_CASE("a profile of one's own, and what is wrong with others") {
  const std::string good = R"({"schema": "checkoutdiag.token-gateway/1", "title": "Mine",
    "endpoints": [{"host": "pay.example", "path": "/t"}], "token": ["/data/token"]})";
  CHECK(parse_gateway(good, "mine.json").title == "Mine");
  CHECK_FALSE(parse_gateway(good, "mine.json").is_single_use.has_value());
  for (const char* text :
       {"[]", R"({"title": "x"})", R"({"title": "x", "endpoints": []})",
        R"({"title": "x", "endpoints": [{"host": "pay.example", "path": "t"}]})",
        R"({"title": "x", "endpoints": [{"host": "pay.example", "path": "/t"}], "token": ["id"]})",
        R"({"title": "x", "endpoints": [{"host": "pay.example", "path": "/t"}], "more": 1})",
        R"({"title": "x", "endpoints": [{"host": "pay.example", "path": "/t"}],
            "lifetime": {"seconds": 0, "grade": "A", "source": "https://x.example"}})"})
    CHECK_THROWS_AS(parse_gateway(text, "mine.json"), Failure);
}

}  // namespace checkoutdiag::token
