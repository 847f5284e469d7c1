#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/world-writable: the file, or a directory that decides about it") {
  Host host = Host()
                  .store("/srv/my app/roots.pem", {root("A")})
                  .client("curl", Runtime::openssl, {"/srv/my app/roots.pem"})
                  .client("nginx", Runtime::openssl, {"/srv/my app/roots.pem"});
  host.last().file.world_writable = true;
  host.last().file.world_writable_path = "/srv/my app";
  host.last().file.mode = 0644;
  Finding finding = only_finding(judged(rules::world_writable, host));
  CHECK(
      finding.message ==
      "any user of this machine can change /srv/my app/roots.pem: /srv/my app is writable by all, "
      "and with it whom curl and nginx trust");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "mode") == "0644");
  CHECK(has(finding.fix, "\n  sudo chmod o-w '/srv/my app'"));
}

TEST_CASE("ca/world-writable: a user's own file needs no sudo; others hold") {
  Host host = Host().store("/home/a/roots.pem", {});
  CHECK(holds(judged(rules::world_writable, host)));
  host.last().file.world_writable = true;
  host.last().file.owner = 1000;
  CHECK(has(only_finding(judged(rules::world_writable, host)).fix, "\n  chmod o-w /home/a/"));
  host.last().file.missing = true;
  CHECK(skipped(judged(rules::world_writable, host)));
}

}  // namespace checkoutdiag::ca
