#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/private-key: where it is and who can read it, and nothing of the key") {
  Host host = Host()
                  .store("/srv/app/roots.pem", {root("A")})
                  .flaw(FlawKind::private_key, 31)
                  .flaw(FlawKind::private_key, 62);
  host.last().private_keys = 2;
  Finding finding = only_finding(judged(rules::private_key, host));
  CHECK(finding.message ==
        "/srv/app/roots.pem holds 2 private keys, at lines 31 and 62: every user of this machine "
        "can read it");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "private_keys") == "2");
  CHECK(has(finding.fix, "CERTIFICATE-----/p' /srv/app/roots.pem > certificates.pem"));
  host.last().file.mode = 0640;
  CHECK(has(only_finding(judged(rules::private_key, host)).message, "its whole group can read it"));
  host.last().file.mode = 0600;
  CHECK(has(only_finding(judged(rules::private_key, host)).message, "may read it too"));
}

TEST_CASE("ca/private-key: key stores, and stores without one") {
  Host host = Host().store("/srv/app/trust.jks", {root("A")}).format(Format::jks);
  CHECK(holds(judged(rules::private_key, host)));
  host.last().private_keys = 1;
  Finding finding = only_finding(judged(rules::private_key, host));
  CHECK(has(finding.message, "holds a private key: every user"));
  CHECK(has(finding.fix, "\n  sudo keytool -list -keystore /srv/app/trust.jks"));
}

}  // namespace checkoutdiag::ca
