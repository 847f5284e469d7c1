#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

TEST_CASE("ca/setting-broken: a file that is not there, and what its readers do then") {
  World world;
  world.store("/etc/ssl/certs/ca-certificates.crt", {root("A"), root("B")});
  world.setting("CURL_CA_BUNDLE", "/srv/old/cacert.pem", "curl");
  Finding finding = only_finding(judged(rules::setting_broken, world));
  CHECK(finding.level == Level::error);
  CHECK(
      finding.message ==
      "CURL_CA_BUNDLE (set in the environment) names /srv/old/cacert.pem, which is not there; for "
      "curl this means curl error 77, and an OSError in Python's requests");
  CHECK(has(finding.fix, "\n  export CURL_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n"));
  CHECK(has(finding.fix, "\n  unset CURL_CA_BUNDLE"));
  CHECK(evidence(finding, "fault") == "missing");
}

TEST_CASE("ca/setting-broken: a web page, an empty file, a file that may not be read") {
  World world;
  world.setting("SSL_CERT_FILE", "/srv/ca.pem");
  Store& store = world.seen.stores.back();
  store.file.missing = false;
  store.file.error.clear();
  store.flaws.push_back({trust::FlawKind::not_a_store, 1, "it is a web page"});
  Finding page = only_finding(judged(rules::setting_broken, world));
  CHECK(has(page.message,
            "which is no store (it is a web page); for OpenSSL programs this means no "
            "authorities but those of the certificate directory"));
  CHECK(has(page.fix, "\n  checkoutdiag ca audit /srv/ca.pem"));
  store.flaws.clear();
  CHECK(has(only_finding(judged(rules::setting_broken, world)).message, "holds no certificate"));
  store.problem = "not a trust store";
  CHECK(evidence(only_finding(judged(rules::setting_broken, world)), "fault") == "not a store");
  store.file.error = "permission denied";
  Finding denied = only_finding(judged(rules::setting_broken, world));
  CHECK(has(denied.message, "which cannot be read (permission denied)"));
  CHECK(has(denied.fix, "\n  sudo namei -l /srv/ca.pem"));
}

TEST_CASE("ca/setting-broken: certificates that this reader does not load") {
  World world;
  world.store("/opt/roots.pem", {root("A")});
  world.setting("NODE_EXTRA_CA_CERTS", "/opt/roots.pem", "Node.js");
  CHECK(holds(judged(rules::setting_broken, world)));
  Store& store = world.seen.stores.front();
  store.loads[1] = {trust::Runtime::node, 0, true, "line 3 has no END", {0}};
  Finding finding = only_finding(judged(rules::setting_broken, world));
  CHECK(has(finding.message,
            "of which nothing is loaded (line 3 has no END); for Node.js this "
            "means no roots but the built-in ones"));
  // A count that is not known, from a runtime that does not complain.
  store.loads[1] = {trust::Runtime::node, std::nullopt, false, {}, {}};
  CHECK(holds(judged(rules::setting_broken, world)));
  // A format that this reader does not have.
  store.loads.erase(store.loads.begin() + 1);
  store.format_note = "JKS version 2";
  CHECK(has(only_finding(judged(rules::setting_broken, world)).message,
            "it does not read this format, JKS version 2"));
}

TEST_CASE("ca/setting-broken: a directory for a file and a file for a directory") {
  World world;
  world.store("/etc/ssl/certs", {root("A")}).format = trust::Format::hashed_directory;
  world.store("/etc/ssl/cert.pem", {root("A")});
  world.setting("SSL_CERT_FILE", "/etc/ssl/certs");
  CHECK(has(only_finding(judged(rules::setting_broken, world)).message,
            "which is a directory and not a file"));
  for (const auto& [name, result] :
       {std::pair{"SSL_CERT_FILE", "certificate directory (where it lacks one, OpenSSL's error 20"},
        {"CURL_CA_BUNDLE", "curl error 77 (error setting certificate file), though Python's "},
        {"NODE_EXTRA_CA_CERTS", "no roots but the built-in ones, without a warning"}}) {
    world.seen.settings.front().name = name;
    Finding directory = only_finding(judged(rules::setting_broken, world));
    CHECK(directory.level == Level::error);
    CHECK(evidence(directory, "fault") == "a directory");
    CHECK(has(directory.message, result));
  }
  world.seen.settings.front().name = "REQUESTS_CA_BUNDLE";  // takes both
  CHECK(holds(judged(rules::setting_broken, world)));
  world.seen.settings.clear();
  world.setting("SSL_CERT_DIR", "/etc/ssl/cert.pem").is_directory = true;
  Finding finding = only_finding(judged(rules::setting_broken, world));
  CHECK(has(finding.message, "which is a file and not a directory"));
  CHECK(has(finding.fix, "\n  export SSL_CERT_DIR=/etc/ssl/certs\n") == false);  // one certificate
  world.store("/etc/ssl/certs", {root("B")});
  CHECK(has(only_finding(judged(rules::setting_broken, world)).fix,
            "\n  export SSL_CERT_DIR=/etc/ssl/certs\n"));
  // A directory of plain files is one.
  world.seen.stores[1].entries.front().origin = "A.pem";
  CHECK(holds(judged(rules::setting_broken, world)));
}

TEST_CASE("ca/setting-broken: one of several directories costs what it holds") {
  World world;
  world.store("/etc/ssl/certs", {root("A")}).format = trust::Format::hashed_directory;
  trust::Setting& setting = world.setting("SSL_CERT_DIR", "/srv/certs");
  setting.is_directory = true;
  setting.value = "/etc/ssl/certs:/srv/certs:";
  setting.store = world.index("/etc/ssl/certs");
  Finding finding = only_finding(judged(rules::setting_broken, world));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message,
            "names /srv/certs, which is not there; OpenSSL programs can use only "
            "the other directories of the list"));
}

TEST_CASE("ca/setting-broken: an ini line, a property of Java, and a setting that is overridden") {
  World world;
  world.store("/etc/ssl/certs/ca-certificates.crt", {root("A"), root("B")});
  trust::Setting& ini = world.setting("curl.cainfo", "/var/www/cacert.pem", "PHP's curl");
  ini.where = "/etc/php/8.2/fpm/php.ini";
  Finding finding = only_finding(judged(rules::setting_broken, world));
  CHECK(has(finding.message, "(set in /etc/php/8.2/fpm/php.ini)"));
  CHECK(has(finding.fix, "\n  curl.cainfo=\"/etc/ssl/certs/ca-certificates.crt\""));
  CHECK_FALSE(has(finding.fix, "unset"));
  ini.ignored = true;
  ini.note = "a later file sets it";
  finding = only_finding(judged(rules::setting_broken, world));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.message, "overridden (a later file sets it)"));
  world.seen.settings.clear();
  world.store("/etc/ssl/certs/java/cacerts", {root("A"), root("B")}).format = trust::Format::jks;
  world.setting("javax.net.ssl.trustStore", "/srv/trust.jks", "Java");
  finding = only_finding(judged(rules::setting_broken, world));
  CHECK(has(finding.message, "PKIX path building failed"));
  CHECK(has(finding.fix, "\n  -Djavax.net.ssl.trustStore=/etc/ssl/certs/java/cacerts"));
}

TEST_CASE("ca/setting-broken: certificates that are no key store of Java") {
  World world;
  world.store("/srv/ca.pem", {root("A")});
  world.setting("javax.net.ssl.trustStore", "/srv/ca.pem", "Java programs");
  for (trust::Format format : {trust::Format::pem, trust::Format::der, trust::Format::pkcs7}) {
    world.seen.stores.front().format = format;
    Finding finding = only_finding(judged(rules::setting_broken, world));
    CHECK(finding.level == Level::error);
    CHECK(evidence(finding, "fault") == "not a key store");
    CHECK(has(finding.message,
              "names /srv/ca.pem, which is no Java key store (Invalid keystore format); for Java "
              "programs this means no TLS connection at all"));
  }
  for (trust::Format format : {trust::Format::jks, trust::Format::pkcs12}) {
    world.seen.stores.front().format = format;
    CHECK(holds(judged(rules::setting_broken, world)));
  }
}

TEST_CASE("ca/setting-broken: good settings, and those that were not looked at, hold") {
  World world;
  CHECK(holds(judged(rules::setting_broken, world)));
  world.store("/etc/ssl/certs/ca-certificates.crt", {root("A"), root("B")});
  world.setting("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt");
  world.setting("SOME_BUNDLE", "/srv/none.pem").store.reset();
  CHECK(holds(judged(rules::setting_broken, world)));
  world.seen.settings.back().store = 99;  // no such store
  CHECK(holds(judged(rules::setting_broken, world)));
}

}  // namespace checkoutdiag::ca::written
