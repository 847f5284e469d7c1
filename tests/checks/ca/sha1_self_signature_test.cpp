#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/sha1-self-signature: thirty of a bundle are one note, never more") {
  std::vector<Certificate> old = roots("Old", 30);
  for (Certificate& each : old)
    each.signature_digest = "SHA1";
  Host host = Host().store(kBundle, old).client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::sha1_self_signature, host));
  CHECK(finding.message ==
        "30 certificates of /etc/ssl/certs/ca-certificates.crt sign themselves with SHA-1 or "
        "older: Old 1, Old 2, Old 3, Old 4, Old 5 and 25 more; nothing to mend: an anchor is "
        "trusted for being in the store, not for its own signature");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "count") == "30");
}

TEST_CASE("ca/sha1-self-signature: SHA-2, and what another one signed") {
  Certificate below = intermediate("Below", "Root");
  below.signature_digest = "SHA1";
  CHECK(holds(judged(rules::sha1_self_signature, Host().store(kBundle, {root("A"), below}))));
}

}  // namespace checkoutdiag::ca
