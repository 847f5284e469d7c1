#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

// Three roots behind a byte order mark, as measured: OpenSSL 3, Go 2, Java none.
Host marked() {
  return Host()
      .store(kBundle, {root("A"), root("B"), root("C")})
      .titled("Debian's bundle")
      .flaw(FlawKind::byte_order_mark, 1, "a UTF-8 byte order mark")
      .load(Runtime::openssl, 3)
      .load(Runtime::go, 2, "passes over the first block, behind the byte order mark", {0})
      .load(Runtime::java, 0, "throws", {0, 1, 2});
}

}  // namespace

TEST_CASE("ca/loads-fewer: only what a reader loses is told, and who that is") {
  Host host = marked().client("curl", Runtime::openssl, {kBundle});
  CHECK(holds(judged(rules::loads_fewer, host)));
  host.client("payment-agent", Runtime::go, {kBundle});
  Finding finding = only_finding(judged(rules::loads_fewer, host));
  CHECK(finding.message ==
        "from Debian's bundle, Go loads 2 of 3 certificates (passes over the first block, behind "
        "the byte order mark); payment-agent refuses every gateway whose root is not loaded");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "not_loaded") == "A");
  CHECK(evidence(finding, "held") == "3");
  CHECK(has(finding.fix, "\n  sudo update-ca-certificates --fresh"));
}

TEST_CASE("ca/loads-fewer: nobody is known to read it, so every runtime counts") {
  Finding finding = only_finding(judged(rules::loads_fewer, marked()));
  CHECK(has(finding.message, "Go loads 2 of 3 certificates (passes"));
  CHECK(has(finding.message,
            "and Java loads none of 3 certificates (throws); nobody here is known "
            "to read it, and whoever does refuses every gateway"));
  CHECK(evidence(finding, "not_loaded") == "A, B, C");
}

TEST_CASE("ca/loads-fewer: readers that are not modelled are not guessed at") {
  Host host = marked().client("rustls", Runtime::other, {kBundle});
  CHECK(holds(judged(rules::loads_fewer, host)));
  CHECK(judged(rules::file_damaged, host).findings.size() == 1);
}

TEST_CASE("ca/loads-fewer: a runtime that fails with nobody knows how many") {
  Host host = Host().store("/opt/extra.pem", {root("A")}, Role::extra);
  host.load(Runtime::node, std::nullopt, "prints \"Ignoring extra certs\"");
  host.last().loads.back().fails = true;
  CHECK(has(only_finding(judged(rules::loads_fewer, host)).message,
            "Node.js fails on it (prints \"Ignoring extra certs\")"));
  host.last().loads.back().fails = false;
  CHECK(holds(judged(rules::loads_fewer, host)));
}

TEST_CASE("ca/loads-fewer: repeats are no loss, whoever counts them") {
  Host host = Host()
                  .store(kBundle, {root("A"), root("B"), root("A"), root("B")})
                  .load(Runtime::openssl, 2, "ignores repeats", {2, 3})
                  .load(Runtime::java, 4);
  CHECK(holds(judged(rules::loads_fewer, host)));
  host.last().loads.front().missing = {1, 3};  // both of B
  CHECK(evidence(only_finding(judged(rules::loads_fewer, host)), "not_loaded") == "B");
}

TEST_CASE("ca/loads-fewer: OpenSSL's own format is for OpenSSL") {
  Host host = Host()
                  .store("/etc/pki/ca-trust/extracted/openssl/ca-bundle.trust.crt", {root("A")})
                  .flaw(FlawKind::trusted_label, 1)
                  .load(Runtime::openssl, 1)
                  .load(Runtime::go, 0, "knows no such label", {0})
                  .load(Runtime::java, 0, "throws", {0});
  CHECK(holds(judged(rules::loads_fewer, host)));
  CHECK(holds(judged(rules::file_damaged, host)));
  host.client("payment-agent", Runtime::go, {host.last().path.c_str()});
  CHECK(judged(rules::loads_fewer, host).findings.size() == 1);
}

TEST_CASE("ca/loads-fewer: no certificate at all") {
  Host host = Host()
                  .store("/srv/app/cacert.pem", {})
                  .flaw(FlawKind::not_a_store, 0, "a web page")
                  .client("PHP", Runtime::openssl, {"/srv/app/cacert.pem"});
  CHECK(only_finding(judged(rules::loads_fewer, host)).message ==
        "/srv/app/cacert.pem holds no certificate at all, a web page: PHP can verify no gateway by "
        "it");
  trust::Setting setting;
  setting.name = "openssl.cafile";
  setting.store = 0;
  host.seen.settings.push_back(setting);
  CHECK(has(judged(rules::loads_fewer, host).skipped_because, "see ca/setting-broken"));
}

TEST_CASE("ca/loads-fewer: where emptiness is usual, and where nothing is loaded from") {
  Host directory = Host().store("/etc/ssl/certs", {root("A")}).format(Format::hashed_directory);
  directory.load(Runtime::openssl, 0, "no hash names", {0})
      .client("curl", Runtime::openssl, {"/etc/ssl/certs"});
  CHECK(has(judged(rules::loads_fewer, directory).skipped_because, "see ca/hash-links"));
  CHECK(holds(judged(rules::file_damaged, directory)));
  directory.flaw(FlawKind::truncated_block, 3);
  CHECK(has(only_finding(judged(rules::file_damaged, directory)).message,
            "/etc/ssl/certs is damaged: line 3: a block without its END; elsewhere, OpenSSL"));
  CHECK(
      holds(judged(rules::loads_fewer,
                   Host().store("/home/a/.pki/nssdb/cert9.db", {}).format(Format::nss_database))));
  Host source = Host().store("/usr/local/share/ca-certificates", {root("A")}, Role::local_addition);
  source.load(Runtime::openssl, 0, "stops", {0});
  CHECK(skipped(judged(rules::loads_fewer, source)));
}

TEST_CASE("ca/loads-fewer: what no runtime can parse is not counted as held") {
  Certificate broken;
  broken.sha256 = "sha256-broken";
  broken.malformed = "no SEQUENCE";
  Host host = Host().store(kBundle, {root("A"), broken}).load(Runtime::go, 1, "skips it", {1});
  CHECK(holds(judged(rules::loads_fewer, host)));
}

}  // namespace checkoutdiag::ca
