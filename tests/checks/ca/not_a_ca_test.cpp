#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Finding of(const Certificate& certificate) {
  return only_finding(judged(rules::not_a_ca, Host().store(kBundle, {certificate})));
}

}  // namespace

TEST_CASE("ca/not-a-ca: what each lacks, and what that costs") {
  Certificate leaf = intermediate("api.gateway.test", "Gateway CA");
  leaf.is_ca = false;
  Finding finding = of(leaf);
  CHECK(finding.message ==
        "api.gateway.test in /etc/ssl/certs/ca-certificates.crt may not sign certificates: it says "
        "CA:FALSE; clients refuse what it signs");
  CHECK(finding.level == Level::warning);
  Certificate bare = root("Bare");
  bare.basic_constraints = bare.is_ca = false;
  CHECK(has(of(bare).message, "it has no basicConstraints; it is good for the one server"));
  Certificate usage = root("Usage");
  usage.may_sign = false;
  CHECK(has(of(usage).message, "it has a keyUsage without keyCertSign"));
  Certificate old = root("Old");
  old.version = 1;
  old.basic_constraints = false;
  CHECK(has(of(old).message, "it is of X.509 version 1, which cannot say that it may; OpenSSL"));
}

TEST_CASE("ca/not-a-ca: authorities with and without keyUsage") {
  Certificate open = root("Open");
  open.may_sign.reset();
  CHECK(holds(judged(rules::not_a_ca, Host().store(kBundle, {root("A"), open}))));
}

}  // namespace checkoutdiag::ca
