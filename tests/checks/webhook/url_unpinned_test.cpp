#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/url-unpinned: a URL that the request named itself is told") {
  Given given;
  given.delivery.url = "https://shop.example/hook";
  given.url_from_request = true;
  const Finding finding = only_finding(judged(rules::url_unpinned, given));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message, "https://shop.example/hook"));
}

TEST_CASE("webhook/url-unpinned: a URL that was given, or is not signed, or an invalid delivery") {
  Given given;
  CHECK(skipped(judged(rules::url_unpinned, given)));
  given.url_from_request = true;
  CHECK(skipped(judged(rules::url_unpinned, given.mismatch())));
}

}  // namespace checkoutdiag::webhook
