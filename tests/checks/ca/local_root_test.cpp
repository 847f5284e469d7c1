#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

constexpr const char* kLocal = "/usr/local/share/ca-certificates";
constexpr const char* kSource = "/usr/share/ca-certificates";

// A bundle made from the package's roots and one of the company's.
Host debian() {
  Host host = Host().store(kBundle, {root("Mozilla's"), root("Company Root")});
  host.store(kSource, {}, Role::source).entry(root("Mozilla's"), "mozilla/Mozillas.crt");
  host.store(kLocal, {}, Role::local_addition).entry(root("Company Root"), "company.crt");
  return host;
}

}  // namespace

TEST_CASE("ca/local-root: a note, where it was added and where it arrived") {
  Host host = debian().client("curl", Runtime::openssl, {kBundle});
  Finding finding = only_finding(judged(rules::local_root, host, kBundle));
  CHECK(finding.message ==
        "/etc/ssl/certs/ca-certificates.crt trusts Company Root, which was added to this machine "
        "and comes with no package: curl accepts whatever it signs");
  CHECK(finding.level == Level::note);
  CHECK(has(finding.fix, "\n  sudo rm /usr/local/share/ca-certificates/company.crt\n"));
  CHECK(only_finding(judged(rules::local_root, host, kLocal)).level == Level::note);
  CHECK(holds(judged(rules::local_root, host, kSource)));
}

TEST_CASE("ca/local-root: --deny-local makes it an error, also for those beyond the twentieth") {
  Host host = debian();
  host.wanted.deny_local = true;
  Finding finding = only_finding(judged(rules::local_root, host, kBundle));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.message, "--deny-local forbids it"));
  Host many = Host().store(kLocal, roots("Ours", 22), Role::local_addition);
  many.wanted.deny_local = true;
  Outcome outcome = judged(rules::local_root, many);
  REQUIRE(outcome.findings.size() == 21);
  CHECK(outcome.findings.back().level == Level::error);
}

TEST_CASE("ca/local-root: in the bundle and in no source, by whatever way it came") {
  Host host = debian();
  host.seen.stores[2].entries.clear();
  CHECK(has(only_finding(judged(rules::local_root, host, kBundle)).message, "Company Root"));
  host.seen.stores[1].entries.clear();  // without sources nothing can be said
  CHECK(holds(judged(rules::local_root, host, kBundle)));
}

TEST_CASE(
    "ca/local-root: the baseline, other makers' bundles and compiled-in roots are no additions") {
  Host host = debian();
  host.wanted.baseline = Baseline{"golden.pem", {root("Company Root").sha256}};
  CHECK(holds(judged(rules::local_root, host, kBundle)));
  Host sdk = debian();
  sdk.store("/srv/stripe/ca.crt", {root("Elsewhere")}, Role::sdk);
  CHECK(holds(judged(rules::local_root, sdk, "/srv/stripe/ca.crt")));
  Host node = debian();
  node.store("/usr/bin/node", {root("Node's")}).format(Format::compiled_in);
  CHECK(holds(judged(rules::local_root, node, "/usr/bin/node")));
}

TEST_CASE("ca/local-root: what NODE_EXTRA_CA_CERTS adds, unless it is the distribution's") {
  Host host = debian();
  host.store("/etc/company.pem", {root("Proxy Root"), root("Mozilla's")}, Role::extra);
  CHECK(
      has(only_finding(judged(rules::local_root, host, "/etc/company.pem")).message, "Proxy Root"));
}

}  // namespace checkoutdiag::ca
