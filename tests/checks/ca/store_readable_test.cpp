#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

TEST_CASE("ca/store-readable: what was not read is no pass and no finding") {
  Host host = Host().store("/root/.pki/nssdb/cert9.db", {});
  host.last().file.error = "Permission denied";
  Outcome outcome = judged(rules::store_readable, host);
  CHECK(undecided(outcome));
  CHECK(outcome.inconclusive_because ==
        "/root/.pki/nssdb/cert9.db could not be read: Permission denied; try again as the user "
        "whose programs read it, or as root");
  host.last().file.error = "is a FIFO";
  CHECK(
      has(judged(rules::store_readable, host).inconclusive_because, "check what is at that path"));
}

TEST_CASE("ca/store-readable: unsupported, unreadable within, and read in part") {
  Host host = Host().store("/opt/app/trust.bks", {}).format(Format::unsupported);
  host.last().problem = "BKS is Bouncy Castle's own";
  CHECK(has(judged(rules::store_readable, host).inconclusive_because,
            "is of a kind that is not read here: BKS is Bouncy Castle's own; try"));
  Host locked = Host().store("/opt/app/trust.p12", {}).format(Format::pkcs12);
  locked.last().problem = "none of the usual passwords opens it";
  CHECK(has(judged(rules::store_readable, locked).inconclusive_because,
            "nothing could be read from /opt/app/trust.p12: none of"));
  Host part = Host().store("/opt/app/trust.jks", {root("A")}).format(Format::jks);
  part.last().problem = "entry 2 of 9 is cut short";
  CHECK(has(judged(rules::store_readable, part).inconclusive_because,
            "only 1 certificate of /opt/app/trust.jks could be read: entry 2 of 9 is cut short"));
}

TEST_CASE("ca/store-readable: a missing store is another rule's, a whole one holds") {
  Host host = Host().store("/no/such.pem", {});
  host.last().file.error = "No such file or directory";
  host.last().file.missing = true;
  CHECK(skipped(judged(rules::store_readable, host)));
  CHECK(skipped(judged(rules::expired, host)));
  CHECK(skipped(judged(rules::loads_fewer, host)));
  Host whole = Host().store(kBundle, {root("A")});
  whole.last().integrity_unchecked = true;
  CHECK(holds(judged(rules::store_readable, whole)));
}

TEST_CASE("ca/store-readable: the other rules point here when nothing was read") {
  Host host = Host().store("/opt/app/trust.p12", {}).format(Format::pkcs12);
  host.last().problem = "none of the usual passwords opens it";
  for (const Check<StoreCase>* check :
       {&rules::loads_fewer, &rules::file_damaged, &rules::expired, &rules::distrusted}) {
    Outcome outcome = judged(*check, host);
    CHECK(skipped(outcome));
    CHECK(has(outcome.skipped_because, "see ca/store-readable"));
  }
}

}  // namespace checkoutdiag::ca
