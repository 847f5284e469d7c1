#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/expired: a warning that says what it does not mean") {
  Host host = Host().store(kBundle, {root("A"), expired_root("DST Root CA X3")});
  host.titled("Debian's bundle").client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::expired, host));
  CHECK(finding.message ==
        "DST Root CA X3 in Debian's bundle expired on 2026-11-20, 3 days ago; not a defect by "
        "itself: it costs only a gateway whose every path ends in it, and clients with OpenSSL "
        "before 1.1.0");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "readers") == "curl");
  CHECK(evidence(finding, "days_ago") == "3");
}

TEST_CASE("ca/expired: the last second still counts") {
  using std::chrono::seconds;
  CHECK(holds(judged(rules::expired, Host().store(kBundle, {expired_root("A", seconds(0))}))));
  CHECK(judged(rules::expired, Host().store(kBundle, {expired_root("A", seconds(1))}))
            .findings.size() == 1);
}

TEST_CASE("ca/expired: never an error, however old, weak and many they are") {
  std::vector<Certificate> old;
  for (int i = 0; i < 51; ++i) {
    Certificate each = expired_root("Old " + std::to_string(i), std::chrono::days(4000));
    each.signature_digest = "SHA1";
    old.push_back(each);
  }
  Host host = Host().store(kBundle, old).client("curl", Runtime::openssl, {kBundle});
  Outcome outcome = judged(rules::expired, host);
  REQUIRE(outcome.findings.size() == 21);
  for (const Finding& each : outcome.findings)
    CHECK(each.level == Level::warning);
  CHECK(outcome.findings.back().message.starts_with(
      "and 31 more certificates of /etc/ssl/certs/ca-certificates.crt have expired too: Old 20"));
}

TEST_CASE("ca/expired: one certificate twice is told once, one that cannot be read not at all") {
  Certificate broken;
  broken.malformed = "no SEQUENCE";
  broken.sha256 = "sha256-broken";
  Host host = Host().store(kBundle, {expired_root("A"), expired_root("A"), broken});
  CHECK(judged(rules::expired, host).findings.size() == 1);
  host.last().entries[0].certificate = 99;  // an index that is none
  CHECK(judged(rules::expired, host).findings.size() == 1);
}

}  // namespace checkoutdiag::ca
