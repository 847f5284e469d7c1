#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Host compared() {
  Host host = Host().store("/srv/app/roots.pem", {root("A")});
  host.store(kBundle, {root("A"), root("DigiCert G5")});
  host.wanted.baseline = Baseline{
      "golden.pem", {root("A").sha256, root("DigiCert G5").sha256, "0123456789abcdef0123"}};
  return host;
}

}  // namespace

TEST_CASE("ca/baseline-missing: by name where any store of the machine knows it") {
  Host host = compared().client("payment-agent", Runtime::go, {"/srv/app/roots.pem"});
  Finding finding = only_finding(judged(rules::baseline_missing, host));
  CHECK(finding.message ==
        "/srv/app/roots.pem lacks 2 certificates of the baseline golden.pem: SHA-256 "
        "0123456789abcdef and DigiCert G5; payment-agent refuses gateways below them");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "count") == "2");
  host.wanted.baseline->names = {{"0123456789abcdef0123", "Gateway\x1b Root"},
                                 {root("DigiCert G5").sha256, "another name"}};
  CHECK(has(only_finding(judged(rules::baseline_missing, host)).message,
            "golden.pem: Gateway\\x1b Root and DigiCert G5; "));
}

TEST_CASE("ca/baseline-missing: complete, not asked, not comparable") {
  Host host = compared();
  host.wanted.baseline->sha256 = {root("A").sha256};
  CHECK(holds(judged(rules::baseline_missing, host)));
  host = compared();
  host.seen.stores[0].problem = "entry 2 is cut short";
  CHECK(has(judged(rules::baseline_missing, host).skipped_because, "only in part"));
  host = compared();
  host.seen.stores[0].role = Role::extra;
  CHECK(skipped(judged(rules::baseline_missing, host)));
  host = compared();
  host.wanted.baseline.reset();
  CHECK(skipped(judged(rules::baseline_missing, host)));
}

}  // namespace checkoutdiag::ca
