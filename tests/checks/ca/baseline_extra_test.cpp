#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/baseline-extra: one note, with every name in the report") {
  Host host = Host().store(kBundle, {root("A"), root("Old"), root("Mine")});
  host.wanted.baseline = Baseline{"golden.pem", {root("A").sha256}};
  Finding finding = only_finding(judged(rules::baseline_extra, host));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt holds 2 certificates that the baseline golden.pem does "
        "not: Old and Mine; whatever reads it accepts what they sign");
  CHECK(finding.level == Level::note);
  CHECK(has(evidence(finding, "certificates"), "Mine (SHA-256 " + root("Mine").sha256));
}

TEST_CASE("ca/baseline-extra: none, or no baseline") {
  Host host = Host().store(kBundle, {root("A")});
  CHECK(skipped(judged(rules::baseline_extra, host)));
  host.wanted.baseline = Baseline{"golden.pem", {root("A").sha256, root("B").sha256}};
  CHECK(holds(judged(rules::baseline_extra, host)));
}

}  // namespace checkoutdiag::ca
