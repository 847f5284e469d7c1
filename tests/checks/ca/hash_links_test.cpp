#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

constexpr const char* kDirectory = "/etc/ssl/certs";

Certificate hashed(const std::string& name, std::uint32_t hash) {
  Certificate made = root(name);
  made.subject_hash = hash;
  return made;
}

// A.pem, whose right name is 0000000a.0, under this origin only.
Host directory(const std::string& origin, const char* path = kDirectory) {
  Host host = Host().store(path, {}).format(Format::hashed_directory);
  host.entry(hashed("A", 0xA), origin).entry(hashed("B", 0xB), "0000000b.0");
  host.last().good_links = 1;
  return host;
}

}  // namespace

TEST_CASE("ca/hash-links: a reader by hash that has the certificate from nowhere else") {
  Host host = directory("A.pem", "/srv/app/certs")
                  .link(LinkState::no_link, "", "A.pem", "0000000a.0")
                  .client("nginx", Runtime::openssl, {"/srv/app/certs"});
  Finding finding = only_finding(judged(rules::hash_links, host));
  CHECK(finding.message ==
        "/srv/app/certs holds certificates that nginx cannot find there and has from nowhere else: "
        "A.pem: no hash name leads to it, should be 0000000a.0");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "good_names") == "1");
  CHECK(has(finding.fix, "\n  sudo openssl rehash /srv/app/certs"));
}

TEST_CASE("ca/hash-links: wrong, old, and behind a gap are as lost; another name saves them") {
  const std::pair<LinkState, const char*> bad[] = {{LinkState::wrong_hash, "deadbeef.0"},
                                                   {LinkState::old_hash, "0bad0bad.0"},
                                                   {LinkState::gap, "0000000a.1"}};
  for (auto [state, name] : bad) {
    Host host = directory(name).link(state, name, "A.pem", "0000000a.0");
    host.client("nginx", Runtime::openssl, {kDirectory});
    CHECK(only_finding(judged(rules::hash_links, host)).level == Level::error);
    Host saved = host;
    saved.seen.stores[0].entries.push_back(saved.seen.stores[0].entries[0]);
    saved.seen.stores[0].entries.back().origin = "0000000a.0";
    CHECK(holds(judged(rules::hash_links, saved)));
  }
}

TEST_CASE("ca/hash-links: nobody loses by it") {
  Host host = directory("A.pem").link(LinkState::no_link, "", "A.pem", "0000000a.0");
  CHECK(only_finding(judged(rules::hash_links, host)).level == Level::warning);
  Host go = host;
  go.client("payment-agent", Runtime::go, {kDirectory});  // reads every file
  CHECK(only_finding(judged(rules::hash_links, go)).level == Level::warning);
  Host both = host;  // Debian's defaults: the bundle has it too
  both.store(kBundle, {hashed("A", 0xA)});
  both.client("curl", Runtime::openssl, {kBundle, kDirectory});
  Finding finding = only_finding(judged(rules::hash_links, both));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message, "no program known here depends on that"));
  CHECK(has(finding.fix, "\n  sudo update-ca-certificates --fresh"));
}

TEST_CASE(
    "ca/hash-links: DER is made PEM first; what was not read is lost by those without another "
    "store") {
  Host host = directory("0000000a.0", "/srv/app/certs");
  host.link(LinkState::not_pem, "0000000c.0", "C.der")
      .client("nginx", Runtime::openssl, {"/srv/app/certs"});
  Finding finding = only_finding(judged(rules::hash_links, host));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.fix,
            "\n  sudo openssl x509 -inform DER -in /srv/app/certs/0000000c.0 -out "
            "/srv/app/certs/0000000c.0.pem\nthen make the names anew:\n  sudo openssl "
            "rehash"));
  host.store(kBundle, {});
  host.seen.clients.clear();
  host.client("nginx", Runtime::openssl, {"/srv/app/certs", kBundle});
  CHECK(only_finding(judged(rules::hash_links, host, "/srv/app/certs")).level == Level::warning);
}

TEST_CASE("ca/hash-links: untidy names are a warning, even where a client reads them") {
  Host host = directory("0000000a.0")
                  .link(LinkState::dangling, "0000000d.0", "D.pem")
                  .link(LinkState::several, "0000000e.0", "E.pem")
                  .link(LinkState::unreadable, "0000000f.0", "F.pem")
                  .client("nginx", Runtime::openssl, {kDirectory});
  Finding finding = only_finding(judged(rules::hash_links, host));
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "count") == "3");
  CHECK(has(finding.message, "0000000d.0 -> D.pem: its target is missing"));
}

TEST_CASE("ca/hash-links: Alpine's directory holds the bundle alone, which is read as a file") {
  Host host = Host().store("/etc/ssl/cert.pem", {hashed("A", 0xA), hashed("B", 0xB)});
  host.store(kDirectory, {}).format(Format::hashed_directory);
  host.entry(hashed("A", 0xA), "ca-certificates.crt line 1")
      .entry(hashed("B", 0xB), "ca-certificates.crt line 30")
      .load(Runtime::openssl, 0, "no name is a hash", {0, 1})
      .client("openssl", Runtime::openssl, {"/etc/ssl/cert.pem", kDirectory});
  host.seen.clients[0].uses[1].always = false;
  Host named = host;
  named.link(LinkState::no_link, "", "ca-certificates.crt");
  for (const Host& each : {host, named}) {
    CHECK(holds(judged(rules::hash_links, each, kDirectory)));
    CHECK(skipped(judged(rules::loads_fewer, each, kDirectory)));
    CHECK(holds(judged(rules::loads_fewer, each, "/etc/ssl/cert.pem")));
    CHECK(holds(judged(rules::file_damaged, each, kDirectory)));
  }
}

TEST_CASE("ca/hash-links: the classic false alarms") {
  Host host = directory("0000000a.0")
                  .link(LinkState::several, "", "ca-certificates.crt")
                  .link(LinkState::no_link, "", "ca-certificates.crt")
                  .link(LinkState::several, "", "tls-ca-bundle.pem")
                  .link(LinkState::duplicate, "0000000a.1", "A-copy.pem")
                  .client("nginx", Runtime::openssl, {kDirectory});
  CHECK(holds(judged(rules::hash_links, host)));
  Certificate own = hashed("www.shop.test", 0xE);  // a server's own, beside the authorities
  own.is_ca = false;
  host.entry(own, "localhost.crt").link(LinkState::no_link, "", "localhost.crt", "0000000e.0");
  CHECK(holds(judged(rules::hash_links, host)));
  CHECK(skipped(judged(rules::hash_links, Host().store(kBundle, {root("A")}))));
}

}  // namespace checkoutdiag::ca
