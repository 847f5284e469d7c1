#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

trust::Change change(const Certificate& certificate, bool added, const char* day) {
  trust::Change made;
  made.sha256 = certificate.sha256;
  made.name = certificate.common_name;
  made.added = added;
  made.when = at(day);
  made.version = "ca-certificates of " + std::string(day);
  return made;
}

Host old_bundle() {
  Host host = Host().store(kBundle, {root("GlobalSign"), root("Baltimore"), root("Good")});
  host.known.changes = {change(root("GlobalSign"), false, "2026-02-23"),
                        change(root("Baltimore"), false, "2026-02-23"),
                        change(root("Good"), true, "2026-02-23")};
  return host;
}

}  // namespace

TEST_CASE("ca/removed-upstream: one note for the store, which calls it no defect") {
  Finding finding = only_finding(judged(rules::removed_upstream, old_bundle()));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt holds 2 certificates that Mozilla's set has no more: "
        "GlobalSign and Baltimore; not a defect by itself, and a gateway below one of them is "
        "refused by clients that are up to date");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "removed_in") == "ca-certificates of 2026-02-23 (2026-02-23)");
}

TEST_CASE("ca/removed-upstream: the last word counts, and only once it is spoken") {
  Host host = old_bundle();
  host.known.changes.push_back(change(root("GlobalSign"), true, "2026-06-01"));
  CHECK(evidence(only_finding(judged(rules::removed_upstream, host)), "count") == "1");
  host.when = at("2026-02-22");
  CHECK(holds(judged(rules::removed_upstream, host)));
}

TEST_CASE("ca/removed-upstream: what is distrusted has its own rule") {
  Host host = old_bundle();
  host.known.distrust = {against(root("GlobalSign"), "gone"), against(root("Baltimore"), "later")};
  host.known.distrust[1].after = noon();
  CHECK(holds(judged(rules::removed_upstream, host)));
  host.known.changes.clear();
  CHECK(skipped(judged(rules::removed_upstream, host)));
}

}  // namespace checkoutdiag::ca
