#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Host with_module() {
  Host host = Host().store(kBundle, {root("Mail A"), root("Web"), root("Mail B")});
  host.store(kModule, {root("Web"), root("Mail A"), root("Mail B")})
      .titled("NSS's module")
      .format(Format::nss_module);
  for (trust::Entry& entry : host.last().entries)
    entry.server_trusted = &entry == &host.last().entries.front();
  return host;
}

}  // namespace

TEST_CASE("ca/server-trust-off: a PEM store that lost the bit, in one finding") {
  Host host = with_module().client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::server_trust_off, host, kBundle));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt trusts 2 certificates for servers that NSS's module "
        "says are not for servers: Mail A and Mail B; curl accepts gateways below them");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "said_by") == kModule);
}

TEST_CASE(
    "ca/server-trust-off: the module itself applies the bit, and so does a store that has it") {
  Host host = with_module();
  CHECK(skipped(judged(rules::server_trust_off, host, kModule)));
  for (trust::Entry& entry : host.seen.stores[0].entries)
    entry.server_trusted = false;  // BEGIN TRUSTED CERTIFICATE with a reject
  CHECK(holds(judged(rules::server_trust_off, host, kBundle)));
}

TEST_CASE("ca/server-trust-off: nobody on the machine knows, or all are for servers") {
  CHECK(skipped(judged(rules::server_trust_off, Host().store(kBundle, {root("A")}))));
  Host host = with_module();
  host.store("/srv/web.pem", {root("Web")});
  CHECK(holds(judged(rules::server_trust_off, host, "/srv/web.pem")));
}

}  // namespace checkoutdiag::ca
