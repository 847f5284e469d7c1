#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

void drift(World& world) {
  world.seen.drift.bundle = "/etc/ssl/certs/ca-certificates.crt";
  world.seen.drift.java_store = "/etc/ssl/certs/java/cacerts";
}

}  // namespace

TEST_CASE("ca/java-drift: Java lacks what the bundle has") {
  World world;
  drift(world);
  world.seen.drift.java_lacks = {"CN=A", "CN=B"};
  Finding finding = only_finding(judged(rules::java_drift, world));
  CHECK(finding.level == Level::warning);
  CHECK(finding.message ==
        "Java's store /etc/ssl/certs/java/cacerts lacks 2 certificates of "
        "/etc/ssl/certs/ca-certificates.crt (CN=A and CN=B): Java refuses what other programs "
        "accept");
  CHECK(
      has(finding.fix, "\n  sudo /etc/ca-certificates/update.d/jks-keystore --fresh </dev/null\n"));
}

TEST_CASE("ca/java-drift: Java still trusts what was taken out, or only its age is known") {
  World world;
  drift(world);
  world.seen.drift.java_only = {"CN=Gone"};
  Finding finding = only_finding(judged(rules::java_drift, world));
  CHECK(has(finding.message,
            "trusts 1 authority that /etc/ssl/certs/ca-certificates.crt does not "
            "have: CN=Gone"));
  CHECK(has(finding.fix,
            "\n  sudo keytool -list -storepass changeit -keystore "
            "/etc/ssl/certs/java/cacerts"));
  world.seen.drift.java_only.clear();
  world.seen.drift.java_older = true;
  CHECK(has(only_finding(judged(rules::java_drift, world)).message, "lacks certificates of"));
}

TEST_CASE("ca/java-drift: the same content holds, no Java is skipped") {
  World world;
  CHECK(skipped(judged(rules::java_drift, world)));
  drift(world);
  CHECK(holds(judged(rules::java_drift, world)));
}

}  // namespace checkoutdiag::ca::written
