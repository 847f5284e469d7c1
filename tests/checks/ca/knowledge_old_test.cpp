#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

void know(World& world, std::string_view newest) {
  trust::Distrust entry;
  entry.sha256 = "SHA256 of A by A";
  entry.from = {"https://wiki.test/", at(newest), "built in"};
  world.known.distrust.push_back(entry);
}

}  // namespace

TEST_CASE("ca/knowledge-old: nothing is newer than half a year") {
  World world;
  know(world, "2026-01-01");
  Finding finding = only_finding(judged(rules::knowledge_old, world));
  CHECK(finding.level == Level::note);
  CHECK(finding.message ==
        "everything known here about distrusted authorities and gateways is 326 days or older, the "
        "newest of 2026-01-01: what happened since is not seen");
  CHECK(has(finding.fix, "--knowledge newer.json"));
  world.now = at("2026-06-30T12:00:00Z");  // 180 days
  CHECK(holds(judged(rules::knowledge_old, world)));
}

TEST_CASE("ca/knowledge-old: old entries that applied are told, however new others are") {
  World world;
  know(world, "2026-01-01");
  know(world, "2026-11-01");
  world.known.distrust.back().sha256 = "nothing here";
  world.known.distrust.back().from.file = "newer.json";
  CHECK(holds(judged(rules::knowledge_old, world)));
  world.store("/a.pem", {root("A")});
  Finding finding = only_finding(judged(rules::knowledge_old, world));
  CHECK(finding.level == Level::note);
  CHECK(finding.message ==
        "1 entry applies to stores of this machine and is older than 180 days (built in, as of "
        "2026-01-01, 326 days old: 1 entry): that may have changed since");
}

TEST_CASE("ca/knowledge-old: keys, removals and interceptors count, additions do not") {
  World world;
  know(world, "2026-11-01");
  world.store("/a.pem", {root("Big Proxy CA")});
  const trust::Provenance old{"https://old.test/", at("2025-01-01"), "built in"};
  trust::Change change;
  change.sha256 = "sha256 of Big Proxy CA by Big Proxy CA";
  change.added = true;
  change.from = old;
  world.known.changes = {change};
  CHECK(holds(judged(rules::knowledge_old, world)));
  world.known.changes.front().added = false;
  world.known.interceptors = {{"big proxy", "Big Proxy", old}};
  world.known.distrust.front().sha256.clear();
  world.known.distrust.push_back({});
  world.known.distrust.back().spki_sha256 = "key of Big Proxy CA";
  world.known.distrust.back().from = old;
  CHECK(has(only_finding(judged(rules::knowledge_old, world)).message, "3 entries apply"));
}

TEST_CASE("ca/knowledge-old: no data, and data without a date") {
  World world;
  CHECK(skipped(judged(rules::knowledge_old, world)));
  know(world, "2026-11-01");
  world.known.distrust.front().from.as_of = {};
  CHECK(holds(judged(rules::knowledge_old, world)));
  world.store("/a.pem", {root("A")});
  CHECK(has(only_finding(judged(rules::knowledge_old, world)).message, "of an unknown date"));
}

}  // namespace checkoutdiag::ca::written
