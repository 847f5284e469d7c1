#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Certificate izenpe() {
  return root("Izenpe.com");
}

Time day_of_izenpe() {
  return at("2026-04-15T23:59:59Z");
}

// NSS's module, which has the day, beside a bundle, which cannot have it.
Host with_module() {
  Host host = Host().store(kBundle, {izenpe(), root("Good")});
  host.store(kModule, {izenpe()}).titled("NSS's module").format(Format::nss_module);
  host.last_entry().server_trusted = true;
  host.last_entry().server_distrust_after = day_of_izenpe();
  return host;
}

}  // namespace

TEST_CASE("ca/distrust-after: a bundle lost the day that the machine's NSS module has") {
  Host host = with_module().client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::distrust_after, host, kBundle));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt trusts Izenpe.com without an end, and what it issues "
        "after 2026-04-15T23:59:59Z is distrusted by NSS's module: curl would accept it");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "distrust_after") == "2026-04-15T23:59:59Z");
  CHECK(evidence(finding, "source") == kModule);
  CHECK(holds(judged(rules::distrust_after, host, kModule)));
}

TEST_CASE(
    "ca/distrust-after: built-in knowledge, for a day to come too: the clock does not decide") {
  Host host = Host().store(kBundle, {izenpe()});
  host.known.distrust = {against(izenpe(), "Mozilla accepts it only until then. Ask.")};
  for (Time day : {day_of_izenpe(), noon(), noon() + std::chrono::days(400)}) {
    host.known.distrust[0].after = day;
    Finding finding = only_finding(judged(rules::distrust_after, host));
    CHECK(evidence(finding, "distrust_after") == text::rfc3339(day));
    CHECK(has(finding.message, text::rfc3339(day) + " is distrusted: whatever reads it would"));
    CHECK(evidence(finding, "reason") == "Mozilla accepts it only until then. Ask.");
  }
}

TEST_CASE("ca/distrust-after: distrusted outright, taken back, off for servers, or not known") {
  Host host = with_module();
  host.known.distrust = {against(izenpe(), "gone")};
  CHECK(holds(judged(rules::distrust_after, host, kBundle)));  // ca/distrusted tells it
  Host allowed = Host().store(kBundle, {izenpe()});
  allowed.known.distrust = {against(izenpe(), "ours")};
  allowed.known.distrust[0].after = day_of_izenpe();
  allowed.known.distrust[0].allowed = true;
  CHECK(holds(judged(rules::distrust_after, allowed)));
  Host off = with_module();
  off.seen.stores[0].entries[0].server_trusted = false;
  CHECK(holds(judged(rules::distrust_after, off, kBundle)));
  CHECK(holds(judged(rules::distrust_after, Host().store(kBundle, {root("Good")}))));
}

}  // namespace checkoutdiag::ca
