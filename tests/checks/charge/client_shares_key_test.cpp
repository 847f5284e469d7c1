#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

namespace {

Given for_order(const std::string& order, const std::string& key) {
  Given given = Given().paid(10, key);
  given.seen.order = order;
  given.seen.truth.requests[0].reference = order;
  return given;
}

}  // namespace

TEST_CASE("charge/client-shares-key: one key for several orders") {
  const Finding finding = only_finding(
      judged(rules::client_shares_key, {for_order("order-1", "pay"), for_order("order-2", "pay"),
                                        for_order("order-3", "pay"), for_order("order-4", kKey)}));
  CHECK(finding.message == "one key, pay, was sent for 3 different orders");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "orders") == "order-1, order-2, order-3");
}

TEST_CASE("charge/client-shares-key: a key for each order holds, with retries too") {
  Given retried = for_order("order-1", kKey);
  retried.answered(600, 200);
  CHECK(holds(judged(rules::client_shares_key, {retried, for_order("order-2", kOtherKey)})));
  CHECK(skipped(judged(rules::client_shares_key, {for_order("order-1", kKey)})));
  CHECK(skipped(
      judged(rules::client_shares_key, {for_order("order-1", ""), for_order("order-2", "")})));
}

TEST_CASE("charge/client-shares-key: always the same order of the client's own is not decided") {
  std::vector<Given> own = {for_order("order-1", "pay"), for_order("order-2", "pay")};
  for (Given& each : own)
    each.seen.truth.requests[0].reference = "cart-7";
  CHECK(has(judged(rules::client_shares_key, own).inconclusive_because,
            "its own order cart-7 in 2 runs"));
  // It names none: each run was for another order all the same.
  for (Given& each : own)
    each.seen.truth.requests[0].reference.clear();
  only_finding(judged(rules::client_shares_key, own));
}

}  // namespace checkoutdiag::charge
