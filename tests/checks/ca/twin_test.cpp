#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/twin: one note for all of a store") {
  Certificate renewed = root("Firmaprofesional CIF A62634068");
  renewed.sha256 = "another";
  Host host = Host().store(kBundle, {root("Firmaprofesional CIF A62634068"), renewed, root("A")});
  Finding finding = only_finding(judged(rules::twin, host));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt holds one root in several certificates of one name and "
        "key: Firmaprofesional CIF A62634068; harmless, and an expired one beside a current one is "
        "how roots are renewed");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "count") == "2");
}

TEST_CASE("ca/twin: the same certificate twice, one name with two keys, one key with two names") {
  Certificate other_key = root("A"), other_name = root("B");
  other_key.sha256 = other_key.spki_sha256 = "other";
  other_name.spki_sha256 = root("A").spki_sha256;
  Host host = Host().store(kBundle, {root("A"), root("A"), other_key, other_name});
  CHECK(holds(judged(rules::twin, host)));
}

}  // namespace checkoutdiag::ca
