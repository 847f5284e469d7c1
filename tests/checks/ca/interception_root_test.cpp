#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Host with_proxy() {
  Certificate proxy = root("Zscaler Root CA");
  proxy.subject = "CN=Zscaler Root CA,O=Zscaler Inc.";
  Host host = Host().store(kBundle, {root("Good"), proxy});
  host.known.interceptors = {{"zscaler", "Zscaler", {"https://help.zscaler.test", noon(), ""}}};
  return host;
}

}  // namespace

TEST_CASE("ca/interception-root: the product, and whom it can deceive") {
  Host host = with_proxy().client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::interception_root, host));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt trusts Zscaler Root CA, by its name of Zscaler, which "
        "opens TLS connections on the way: curl accepts what it signs in a gateway's place");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "product") == "Zscaler");
}

TEST_CASE("ca/interception-root: no product is known, or none of that name") {
  Host host = with_proxy();
  host.known.interceptors[0].words = "";
  CHECK(holds(judged(rules::interception_root, host)));
  host.known.interceptors.clear();
  CHECK(holds(judged(rules::interception_root, host)));
  CHECK(skipped(judged(rules::interception_root, Host().store(kBundle, {}))));
}

}  // namespace checkoutdiag::ca
