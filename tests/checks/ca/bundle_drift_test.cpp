#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

void drift(World& world) {
  world.seen.drift.applies = true;
  world.seen.drift.bundle = "/etc/ssl/certs/ca-certificates.crt";
}

}  // namespace

TEST_CASE("ca/bundle-drift: deselected and still trusted, selected and not there") {
  World world;
  drift(world);
  world.seen.drift.deselected_present = {"mozilla/Old_Root.crt"};
  Finding present = only_finding(judged(rules::bundle_drift, world));
  CHECK(present.level == Level::warning);
  CHECK(present.message ==
        "/etc/ssl/certs/ca-certificates.crt still trusts 1 authority that is deselected in "
        "/etc/ca-certificates.conf: mozilla/Old_Root.crt");
  CHECK(has(present.fix, "\n  sudo update-ca-certificates"));
  world.seen.drift.deselected_present.clear();
  world.seen.drift.selected_absent = {"a.crt", "b.crt", "c.crt", "d.crt"};
  Finding absent = only_finding(judged(rules::bundle_drift, world));
  CHECK(has(absent.message,
            "lacks 4 authorities that are selected or put beside it on purpose: "
            "a.crt, b.crt, c.crt and 1 more"));
  CHECK(evidence(absent, "selected_absent") == "a.crt, b.crt, c.crt, d.crt");
}

TEST_CASE("ca/bundle-drift: what no source explains is a note") {
  World world;
  drift(world);
  world.seen.drift.unexplained = {"CN=Pasted Root"};
  Finding finding = only_finding(judged(rules::bundle_drift, world));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.message,
            "holds 1 authority that is in none of its sources: CN=Pasted Root; "
            "update-ca-certificates would drop it"));
}

TEST_CASE("ca/bundle-drift: an image is repaired inside, no drift holds, no list is skipped") {
  World world;
  CHECK(skipped(judged(rules::bundle_drift, world)));
  drift(world);
  CHECK(holds(judged(rules::bundle_drift, world)));
  world.seen.foreign = true;
  world.seen.root = "/srv/image";
  world.seen.drift.selected_absent = {"a.crt"};
  CHECK(has(only_finding(judged(rules::bundle_drift, world)).fix, "inside /srv/image: have"));
}

}  // namespace checkoutdiag::ca::written
