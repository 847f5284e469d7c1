#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Certificate rekeyed(const std::string& name, const std::string& key) {
  Certificate made = root(name);
  made.spki_sha256 = key;
  made.sha256 += key;
  return made;
}

}  // namespace

TEST_CASE("ca/same-name-other-key: one finding for a name") {
  Host host = Host().store(kBundle, {root("Gateway Root"), rekeyed("Gateway Root", "b"),
                                     rekeyed("Gateway Root", "c"), root("Other")});
  Finding finding = only_finding(judged(rules::same_name_other_key, host));
  CHECK(finding.message ==
        "Gateway Root has 3 different keys in /etc/ssl/certs/ca-certificates.crt: a client that "
        "tries the wrong one first says that a signature is bad, or that an issuer is missing");
  CHECK(finding.level == Level::warning);
  CHECK(has(evidence(finding, "certificates"), "line 31"));
}

TEST_CASE("ca/same-name-other-key: one key in two certificates, and names that are empty") {
  Certificate renewed = root("Firmaprofesional");
  renewed.sha256 = "another";
  Certificate nameless = root("");
  nameless.subject.clear();
  Certificate nameless_too = rekeyed("", "b");
  nameless_too.subject.clear();
  Host host = Host().store(kBundle, {root("Firmaprofesional"), renewed, nameless, nameless_too});
  CHECK(holds(judged(rules::same_name_other_key, host)));
}

TEST_CASE("ca/same-name-other-key: many names are bounded") {
  std::vector<Certificate> many = roots("R", 25);
  for (int i = 1; i <= 25; ++i)
    many.push_back(rekeyed("R " + std::to_string(i), "b"));
  Outcome outcome = judged(rules::same_name_other_key, Host().store(kBundle, many));
  REQUIRE(outcome.findings.size() == 21);
  CHECK(outcome.findings.back().message.starts_with("and 5 more names have several keys in"));
}

}  // namespace checkoutdiag::ca
