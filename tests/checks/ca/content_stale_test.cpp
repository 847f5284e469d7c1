#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

constexpr int kStayed = 70;

trust::Change change(const Certificate& certificate, bool added, Time day,
                     const std::string& version) {
  trust::Change made;
  made.sha256 = certificate.sha256;
  made.name = certificate.common_name;
  made.added = added;
  made.when = day;
  made.version = version;
  return made;
}

// Seventy roots came long ago, three left and three came on a day.
Knowledge history(Time day) {
  Knowledge known;
  for (const Certificate& each : roots("Stayed", kStayed))
    known.changes.push_back(change(each, true, at("2016-01-01"), "1"));
  for (const Certificate& each : roots("Gone", 3)) {
    known.changes.push_back(change(each, true, at("2016-01-01"), "1"));
    known.changes.push_back(change(each, false, day, "2.82"));
  }
  for (const Certificate& each : roots("New", 3))
    known.changes.push_back(change(each, true, day, "2.82"));
  return known;
}

Host bundle(bool stale, Time day, const char* path = kBundle) {
  std::vector<Certificate> content = roots("Stayed", kStayed);
  for (const Certificate& each : roots(stale ? "Gone" : "New", 3))
    content.push_back(each);
  Host host = Host().store(path, content).titled("Debian's bundle");
  host.known = history(day);
  return host;
}

}  // namespace

TEST_CASE("ca/content-stale: dated by what it still holds") {
  Host host = bundle(true, at("2026-02-23")).client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::content_stale, host));
  CHECK(finding.message ==
        "Debian's bundle is older than 2026-02-23 (2.82), 273 days ago, and still holds Gone 1, "
        "Gone 2 and Gone 3, removed on that day: curl lacks what was added since");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "days") == "273");
  CHECK(has(finding.fix, "--only-upgrade ca-certificates"));
}

TEST_CASE("ca/content-stale: exactly the wanted days, and a second more") {
  const Time day = noon() - std::chrono::days(180);
  Host host = bundle(true, day);
  CHECK(holds(judged(rules::content_stale, host)));
  host.when += std::chrono::seconds(1);
  CHECK_FALSE(holds(judged(rules::content_stale, host)));
  host.wanted.stale_days = 181;
  CHECK(holds(judged(rules::content_stale, host)));
}

TEST_CASE("ca/content-stale: the newest that is on offer says so") {
  Host host = bundle(true, at("2026-02-23"));
  host.package("dpkg", "ca-certificates", "20250419~deb12u2", "20250419~deb12u2");
  Finding finding = only_finding(judged(rules::content_stale, host));
  CHECK(has(finding.message, "; it is the newest that this machine is offered"));
  CHECK(has(finding.fix, "no newer package is on offer here"));
}

TEST_CASE("ca/content-stale: what was added back by hand does not date the bundle") {
  Host host = bundle(false, at("2026-02-23"));
  for (const Certificate& each : roots("Gone", 3))
    host.entry(each, "line 9000");
  host.store("/usr/local/share/ca-certificates", roots("Gone", 3), Role::local_addition);
  CHECK(holds(judged(rules::content_stale, host, kBundle)));
  CHECK(skipped(judged(rules::content_stale, host, "/usr/local/share/ca-certificates")));
}

TEST_CASE("ca/content-stale: current, too small, of another set, or nothing known") {
  CHECK(holds(judged(rules::content_stale, bundle(false, at("2026-02-23")))));
  Host small = bundle(true, at("2026-02-23"));
  small.last().entries.resize(59);
  CHECK(skipped(judged(rules::content_stale, small)));
  CHECK(skipped(judged(rules::content_stale,
                       bundle(true, at("2026-02-23"), kModule).format(Format::nss_module))));
  CHECK(skipped(
      judged(rules::content_stale,
             bundle(true, at("2026-02-23"), "/opt/jdk/lib/security/cacerts").format(Format::jks))));
  CHECK_FALSE(skipped(
      judged(rules::content_stale,
             bundle(true, at("2026-02-23"), "/etc/ssl/certs/java/cacerts").format(Format::jks))));
  Host ignorant = bundle(true, at("2026-02-23"));
  ignorant.known.changes.clear();
  CHECK(skipped(judged(rules::content_stale, ignorant)));
}

}  // namespace checkoutdiag::ca
