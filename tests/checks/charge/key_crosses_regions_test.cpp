#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {
namespace {

Mutation& at_adyen(Given& given, const char* host, int status) {
  Mutation& each = given.sent(kKeyA, status);
  each.host = host;
  each.profile = "adyen";
  each.path = "/checkout/v71/payments";
  return each;
}

constexpr const char* kEurope = "aaa-checkout-live.adyenpayments.com";
constexpr const char* kAmerica = "aaa-checkout-live-us.adyenpayments.com";

}  // namespace

TEST_CASE("charge/key-crosses-regions: a failover of a charge whose outcome is open") {
  for (const int status : {0, 504, 200}) {
    Given given;
    at_adyen(given, kEurope, status);
    at_adyen(given, kAmerica, 200);
    const Finding finding = only_finding(judged(rules::key_crosses_regions, given));
    CHECK(has(finding.message, kAmerica));
    CHECK(has(finding.message, "another charge there"));
  }
}

TEST_CASE("charge/key-crosses-regions: one region, or a refusal before, is right") {
  Given given;
  at_adyen(given, kEurope, 0);
  at_adyen(given, kEurope, 200);
  CHECK(holds(judged(rules::key_crosses_regions, given)));
  Given refused;
  at_adyen(refused, kEurope, 401);
  at_adyen(refused, kAmerica, 200);
  CHECK(holds(judged(rules::key_crosses_regions, refused)));
  Given elsewhere;
  elsewhere.sent(kKeyA, 0);
  elsewhere.sent(kKeyA);
  CHECK(skipped(judged(rules::key_crosses_regions, elsewhere)));
}

}  // namespace checkoutdiag::charge
