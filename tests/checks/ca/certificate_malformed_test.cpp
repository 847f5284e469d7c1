#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Certificate broken(const std::string& sha256) {
  Certificate made;
  made.malformed = "its serial number is no INTEGER";
  made.sha256 = sha256;
  return made;
}

}  // namespace

TEST_CASE("ca/certificate-malformed: where, and why") {
  Host host = Host().store("/srv/app/roots.pem", {root("A"), broken("b")});
  Finding finding = only_finding(judged(rules::certificate_malformed, host));
  CHECK(finding.message ==
        "a certificate in /srv/app/roots.pem cannot be read, line 31: its serial number is no "
        "INTEGER: whoever needs it is refused, and some programs then load nothing of the file");
  CHECK(finding.level == Level::warning);
}

TEST_CASE("ca/certificate-malformed: a block that is no certificate, told once") {
  Host host = Host().store("/srv/app/roots.pem", {root("A"), broken("b")});
  host.flaw(FlawKind::bad_certificate, 31, "line 31: not a certificate");
  CHECK(judged(rules::certificate_malformed, host).findings.size() == 1);
  host.flaw(FlawKind::bad_certificate, 61, "");
  Outcome outcome = judged(rules::certificate_malformed, host);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(has(outcome.findings[1].message, "cannot be read, line 61: not a certificate: whoever"));
}

TEST_CASE("ca/certificate-malformed: bounded, and nothing of it in a good store") {
  std::vector<Certificate> many;
  for (int i = 0; i < 30; ++i)
    many.push_back(broken("b" + std::to_string(i)));
  Outcome outcome = judged(rules::certificate_malformed, Host().store("/srv/x.pem", many));
  REQUIRE(outcome.findings.size() == 21);
  CHECK(outcome.findings.back().message.starts_with(
      "and 10 more certificates of /srv/x.pem cannot be read: line 601: its serial"));
  CHECK(holds(judged(rules::certificate_malformed, Host().store(kBundle, {root("A")}))));
}

}  // namespace checkoutdiag::ca
