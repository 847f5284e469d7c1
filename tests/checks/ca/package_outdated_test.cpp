#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

std::string fix(const char* path, const char* manager, const char* name, unsigned owner = 0) {
  Host host = Host().store(path, {root("A")}, Role::sdk).package(manager, name, "1", "2", true);
  host.last().file.owner = owner;
  return only_finding(judged(rules::package_outdated, host)).fix;
}

}  // namespace

TEST_CASE("ca/package-outdated: both versions, and how old the lists are") {
  Host host = Host().store(kBundle, {root("A")}).titled("Debian's bundle");
  host.package("dpkg", "ca-certificates", "20230311+deb12u1", "20250419~deb12u2", true)
      .client("curl", Runtime::openssl, {kBundle});
  host.last().package.lists_from = at("2026-11-01");
  Finding finding = only_finding(judged(rules::package_outdated, host));
  CHECK(finding.message ==
        "Debian's bundle comes with ca-certificates 20230311+deb12u1, and 20250419~deb12u2 is "
        "there to be installed, by dpkg lists of 2026-11-01: until then curl lacks what was added "
        "since, and not what was withdrawn");
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.fix, "\n  sudo apt-get install --only-upgrade ca-certificates"));
}

TEST_CASE("ca/package-outdated: the command of each manager, for the place where the store is") {
  CHECK(has(fix("/usr/lib/python3/dist-packages/stripe/data/ca-certificates.crt", "dpkg",
                "python3-stripe"),
            "\n  sudo apt-get install --only-upgrade python3-stripe"));
  CHECK(has(fix("/etc/ssl/certs/ca-certificates.crt", "apk", "ca-certificates"),
            "\n  sudo apk add --upgrade ca-certificates"));
  CHECK(has(fix("/srv/venv/lib/python3.11/site-packages/pip/_vendor/certifi/cacert.pem", "pip",
                "pip", 1000),
            "\n  /srv/venv/bin/python3.11 -m pip install --upgrade pip"));
  CHECK(has(fix("/usr/local/lib/python3.11/dist-packages/certifi/cacert.pem", "pip", "certifi"),
            "\n  sudo /usr/bin/python3.11 -m pip install --upgrade certifi"));
  CHECK(has(fix("/usr/local/lib/python3.12/site-packages/certifi/cacert.pem", "pip", "certifi"),
            "\n  sudo /usr/local/bin/python3.12 -m pip install --upgrade certifi"));
  CHECK(has(
      fix("/home/a/.local/lib/python3.11/site-packages/certifi/cacert.pem", "pip", "certifi", 1000),
      "\n  python3.11 -m pip install --user --upgrade certifi"));
  CHECK(has(fix("/srv/app/node_modules/@grpc/grpc-js/roots.pem", "npm", "@grpc/grpc-js", 1000),
            "\n  npm install --prefix /srv/app @grpc/grpc-js@latest"));
  CHECK(has(fix("/usr/lib/node_modules/npm/roots.pem", "npm", "npm"),
            "\n  sudo npm install --global npm@latest"));
  CHECK(has(fix("/var/lib/gems/3.1.0/gems/stripe-5.0.0/lib/data/ca.crt", "gem", "stripe"),
            "\n  sudo gem update stripe"));
  CHECK(has(
      fix("/srv/a b/vendor/stripe/stripe-php/data/ca.crt", "composer", "stripe/stripe-php", 1000),
      "\n  composer update stripe/stripe-php --working-dir='/srv/a b'"));
}

TEST_CASE("ca/package-outdated: a name that is none does not reach the shell") {
  for (const char* name : {"--index-url=http://x", "$(id)", "a b"})
    CHECK_FALSE(has(fix("/srv/venv/lib/python3.11/site-packages/certifi/cacert.pem", "pip", name),
                    "pip install"));
}

TEST_CASE("ca/package-outdated: current, unknown, or of no package") {
  Host host = Host().store(kBundle, {root("A")});
  CHECK(skipped(judged(rules::package_outdated, host)));
  host.package("dpkg", "ca-certificates", "2");
  CHECK(skipped(judged(rules::package_outdated, host)));
  host.package("dpkg", "ca-certificates", "2", "2");
  CHECK(holds(judged(rules::package_outdated, host)));
}

}  // namespace checkoutdiag::ca
