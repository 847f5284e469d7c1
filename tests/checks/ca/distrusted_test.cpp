#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

constexpr const char* kReason =
    "The keys of eight eMudhra intermediates below this root were compromised (October 2026, "
    "CVE-2026-111943), and upstream removed the root itself because of it. Update the bundle.";

Certificate em_sign() {
  return root("emSign ECC Root CA - G3");
}

Host holding(const char* path, Role role = Role::bundle) {
  Host host = Host().store(path, {root("Good"), em_sign()}, role);
  host.known.distrust = {against(em_sign(), kReason)};
  return host;
}

Finding found(const Host& host, std::string_view path = {}) {
  return only_finding(judged(rules::distrusted, host, path));
}

}  // namespace

TEST_CASE("ca/distrusted: which store, whom it costs, and how to be rid of it") {
  Host host = holding(kBundle).titled("Debian's bundle");
  host.package("dpkg", "ca-certificates", "20230311+deb12u1", "20250419~deb12u2", true);
  host.client("curl", Runtime::openssl, {kBundle}).client("nginx", Runtime::openssl, {kBundle});
  Finding finding = found(host);
  CHECK(finding.message ==
        "Debian's bundle still trusts emSign ECC Root CA - G3, to which compromised keys of "
        "authorities lead (CVE-2026-111943): whoever holds one of them can stand in for any "
        "gateway before curl and nginx");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "sha256") == em_sign().sha256);
  CHECK(evidence(finding, "matched_by") == "sha256");
  CHECK(evidence(finding, "reason") == kReason);
  CHECK(evidence(finding, "as_of") == "2026-10-20");
  CHECK(evidence(finding, "origin") == "line 31");
  CHECK(has(finding.fix, "\n  sudo apt-get install --only-upgrade ca-certificates\n"));
  CHECK(has(finding.fix, "\n  sudo dpkg-reconfigure ca-certificates"));
}

TEST_CASE("ca/distrusted: the line of ca-certificates.conf, where the source is known") {
  Host host = holding(kBundle).store("/usr/share/ca-certificates", {}, Role::source);
  host.entry(em_sign(), "mozilla/emSign_ECC_Root_CA_-_G3.crt");
  CHECK(has(found(host, kBundle).fix,
            "\n  sudo sed -i 's|^mozilla/emSign_ECC_Root_CA_-_G3.crt$|!mozilla/"
            "emSign_ECC_Root_CA_-_G3.crt|' /etc/ca-certificates.conf\n  sudo "
            "update-ca-certificates"));
  CHECK(found(host, "/usr/share/ca-certificates").level == Level::error);
  host.last_entry().origin = "mozilla/x';id;'.crt";  // nothing of a name reaches the shell
  CHECK_FALSE(has(found(host, kBundle).fix, "id"));
}

TEST_CASE("ca/distrusted: deselected, the package's file may stay") {
  Host host = holding("/usr/share/ca-certificates", Role::source);
  host.store(kBundle, {root("Good")});
  CHECK(holds(judged(rules::distrusted, host, "/usr/share/ca-certificates")));
  CHECK(holds(judged(rules::distrusted, host, kBundle)));
}

TEST_CASE("ca/distrusted: added back by hand, the file is named") {
  Host host = holding(kBundle);
  host.store("/usr/local/share/ca-certificates", {}, Role::local_addition)
      .entry(em_sign(), "old gateway.crt");
  for (const char* path : {kBundle, "/usr/local/share/ca-certificates"})
    CHECK(has(found(host, path).fix,
              "\n  sudo rm '/usr/local/share/ca-certificates/old gateway.crt'\n  sudo "
              "update-ca-certificates --fresh"));
}

TEST_CASE("ca/distrusted: a key in any certificate, because cross-signs share it") {
  Certificate cross = intermediate("EM DV TLS CA - G3B", "AAA Certificate Services");
  cross.spki_sha256 = "ebed6475";
  cross.der = std::string(90, 'x') + "\xfb\xff";  // whose base64 ends in +/8=
  Host host = Host().store("/srv/app/roots.pem", {cross});
  trust::Distrust entry;
  entry.spki_sha256 = "ebed6475";
  entry.reason = "withdrawn by its owner.";
  host.known.distrust = {entry};
  Finding finding = found(host);
  CHECK(evidence(finding, "matched_by") == "spki_sha256");
  CHECK(finding.message ==
        "/srv/app/roots.pem still trusts EM DV TLS CA - G3B (withdrawn by its owner): whatever "
        "reads it accepts whatever is issued below it");
  CHECK(
      has(finding.fix, "eHh4+/8\"; s{-----BEGIN [A-Z0-9 ]*CERTIFICATE-----[^-]*$t=*\\s*-----END "));
}

TEST_CASE("ca/distrusted: the compromised key itself") {
  Certificate stolen = intermediate("EM DV TLS CA - G3B", "emSign ECC Root CA - G3");
  Host host = Host().store("/srv/app/roots.pem", {stolen});
  trust::Distrust entry;
  entry.spki_sha256 = stolen.spki_sha256;
  entry.reason = "This eMudhra intermediate's key was compromised (October 2026, CVE-2026-111943).";
  host.known.distrust = {entry};
  CHECK(found(host).message ==
        "/srv/app/roots.pem still trusts EM DV TLS CA - G3B, whose key was compromised "
        "(CVE-2026-111943): whoever holds it can stand in for any gateway before whatever reads "
        "it");
}

TEST_CASE("ca/distrusted: the commands of each kind of store") {
  Host java = holding("/opt/jdk/lib/security/cacerts").format(Format::jks);
  java.last_entry().origin = "alias emsign root 'g3'";
  CHECK(has(found(java).fix,
            "\n  sudo keytool -delete -alias 'emsign root '\\''g3'\\''' -keystore "
            "/opt/jdk/lib/security/cacerts"));
  java.last_entry().origin = "alias server, key entry";  // its key is not to be deleted
  CHECK(has(found(java).fix, "\n  sudo keytool -list -keystore"));
  Host node = holding("/usr/bin/node").format(Format::compiled_in);
  CHECK(has(found(node).fix, "\n  export NODE_OPTIONS=--use-openssl-ca"));
  Host certifi = holding("/srv/app/venv/lib/python3.11/site-packages/certifi/cacert.pem", Role::sdk)
                     .package("pip", "certifi", "2026.05.20");
  certifi.last().file.owner = 1000;
  CHECK(has(found(certifi).fix,
            "\n  /srv/app/venv/bin/python3.11 -m pip install --upgrade certifi\n"));
  Host stripe = holding("/srv/shop/vendor/stripe/stripe-php/data/ca-certificates.crt", Role::sdk)
                    .package("composer", "stripe/stripe-php", "v10.0.0");
  CHECK(has(found(stripe).fix,
            "\n  sudo composer update stripe/stripe-php --working-dir=/srv/shop\n"));
  Host directory = holding("/srv/certs").format(Format::hashed_directory);
  directory.last_entry().origin = "5ad8a5d6.0";
  CHECK(has(found(directory).fix,
            "\n  sudo rm -f \"$(readlink -f /srv/certs/5ad8a5d6.0)\" "
            "/srv/certs/5ad8a5d6.0\n  sudo openssl rehash /srv/certs"));
}

TEST_CASE("ca/distrusted: taken back, already off, or only for later leaves") {
  Host allowed = holding(kBundle);
  trust::Distrust back = against(em_sign(), "ours");
  back.allowed = true;
  allowed.known.distrust.push_back(back);
  CHECK(holds(judged(rules::distrusted, allowed)));
  Host off = holding(kModule).format(Format::nss_module);
  off.last_entry().server_trusted = false;
  CHECK(holds(judged(rules::distrusted, off)));
  Host later = holding(kBundle);
  later.known.distrust[0].after = at("2024-11-30T23:59:59Z");
  CHECK(holds(judged(rules::distrusted, later)));
}

TEST_CASE("ca/distrusted: more than twenty in one store are told in one last finding") {
  Host host = Host().store("/srv/roots.pem", roots("Bad", 51));
  for (const Certificate& each : host.seen.certificates)
    host.known.distrust.push_back(against(each, "gone"));
  Outcome outcome = judged(rules::distrusted, host);
  REQUIRE(outcome.findings.size() == 21);
  CHECK(outcome.findings.back().message ==
        "and 31 more certificates of /srv/roots.pem are distrusted too: Bad 21, Bad 22, Bad 23, "
        "Bad 24, Bad 25 and 26 more");
  CHECK(evidence(outcome.findings.back(), "count") == "31");
}

}  // namespace checkoutdiag::ca
