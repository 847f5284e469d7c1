#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/duplicate: one note, with how many are too many") {
  Host host = Host().store(kBundle, {root("A"), root("B"), root("A"), root("A"), root("B")});
  Finding finding = only_finding(judged(rules::duplicate, host));
  CHECK(
      finding.message ==
      "/etc/ssl/certs/ca-certificates.crt holds 2 certificates more than once: A and B; harmless, "
      "but a count differs by 3 between programs that count repeats and those that do not");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "repeats") == "3");
}

TEST_CASE("ca/duplicate: names of a hashed directory are no repeats") {
  Host host = Host().store("/etc/ssl/certs", {root("A"), root("A")});
  host.format(Format::hashed_directory);
  CHECK(skipped(judged(rules::duplicate, host)));
  CHECK(holds(judged(rules::duplicate, Host().store(kBundle, {root("A"), root("B")}))));
}

}  // namespace checkoutdiag::ca
