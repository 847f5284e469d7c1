#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "lib/trust/contents.hpp"
#include "lib/x509/certificate.hpp"
#include "tests/lib/trust/loads.hpp"
#include "tests/source_dir.hpp"

// Files as keytool, openssl and certutil wrote them (tests/data/trust/README), with what the Java
// of that README loaded from each.
namespace checkoutdiag::trust {
namespace {

std::string file(const std::string& name) {
  std::ifstream in((test::source_dir() + "/tests/data/trust/") + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

using Names = std::vector<std::string>;

/// Subjects and origins, as "CN=Root a (alias root-a)".
Names listed(const Contents& contents) {
  Names out;
  for (const Found& found : contents.certificates)
    out.push_back(x509::read_certificate(found.der).subject + " (" + found.origin + ")");
  return out;
}

struct Expected {
  const char* name;
  Format format;
  const char* note;
  Names certificates;
  int java;
  int keys = 0;
};

TEST_CASE("stores of Java, as keytool and openssl write them") {
  const Expected stores[] = {
      {"trust.jks",
       Format::jks,
       "JKS version 2",
       {"CN=Root b (alias root-b)", "CN=Root a (alias root-a)"},
       2},
      {"umlaut.jks", Format::jks, "JKS version 2", {"CN=Root b (alias r\xc3\xb6\xc3\xb6t)"}, 1},
      {"key-entry.jks",
       Format::jks,
       "JKS version 2",
       {"CN=Root b (alias b)", "CN=leaf (alias leafkey, key entry)",
        "CN=Root a (alias leafkey, key entry)"},
       2,
       1},
      {"keytool.p12",
       Format::pkcs12,
       "PKCS#12, aes-256-cbc, opened with a usual password",
       {"CN=Root a (alias root-a)", "CN=Root b (alias root-b)"},
       2},
      {"passwordless.p12",
       Format::pkcs12,
       "PKCS#12 without a password",
       {"CN=Root a (alias nopw)"},
       1},
      {"openssl-nokeys.p12",
       Format::pkcs12,
       "PKCS#12, aes-256-cbc, opened with a usual password",
       {"CN=Root a (without an alias)"},
       0},
      {"pk12util.p12",
       Format::pkcs12,
       "PKCS#12, aes-128-cbc, opened with a usual password",
       {"CN=Root a (alias Root a)", "CN=leaf (alias leafkey)"},
       1,
       1},
      {"key-entry.p12",
       Format::pkcs12,
       "PKCS#12, aes-256-cbc, opened with a usual password",
       {"CN=leaf (alias leafkey)", "CN=Root a (without an alias)"},
       1,
       1},
  };
  for (const Expected& expected : stores) {
    CAPTURE(expected.name);
    const Contents found = read_contents(file(expected.name));
    CHECK(found.format == expected.format);
    CHECK(found.format_note == expected.note);
    CHECK(found.problem == "");
    CHECK_FALSE(found.integrity_unchecked);
    CHECK(listed(found) == expected.certificates);
    CHECK(found.private_keys == expected.keys);
    CHECK(test::load_of(found, Runtime::java).count == expected.java);
    CHECK(test::load_of(found, Runtime::java).missing.size() +
              static_cast<std::size_t>(expected.java) ==
          found.certificates.size());
  }
}

TEST_CASE("a secret key ends what can be read of a JCEKS") {
  const Contents found = read_contents(file("secret-key.jceks"));
  CHECK(found.format == Format::jceks);
  CHECK(listed(found) == Names{"CN=Root b (alias b)"});
  CHECK(found.problem.find("entry 2 of 2 is a secret key") == 0);
}

TEST_CASE("RC2-40, as JDK 8 wrote it, needs the legacy provider") {
  const Contents found = read_contents(file("keytool-legacy.p12"));
  CHECK(found.format == Format::pkcs12);
  CHECK_FALSE(found.integrity_unchecked);
  if (found.problem.find("legacy provider") != std::string::npos) {
    MESSAGE("skipped: this OpenSSL has no legacy provider");
    return;
  }
  CHECK(found.problem == "");
  CHECK(listed(found) == Names{"CN=Root a (alias rc2a)"});
  CHECK(test::load_of(found, Runtime::java).count == 1);
}

TEST_CASE("certutil's database") {
  const Contents found = read_contents(file("cert9.db"));
  CHECK(found.problem == "");
  CHECK(listed(found) == Names{"CN=Root a (name Root a)", "CN=Root b (name Root b, distrusted)",
                               "CN=Root c (name Root c)"});
  REQUIRE(found.certificates.size() == 3);
  CHECK(found.certificates[0].server_trusted == true);
  CHECK(found.certificates[1].server_trusted == false);
  CHECK(found.certificates[2].server_trusted == false);
}

TEST_CASE("a signed message's certificates") {
  const Contents found = read_contents(file("signed.p7s"));
  CHECK(found.format == Format::pkcs7);
  CHECK(listed(found) == Names{"CN=Root a (certificate 1)", "CN=leaf (certificate 2)"});
}

TEST_CASE("stores that are known by sight only say what to do") {
  for (const char* name : {"trust.bks", "trust.bcfks"}) {
    const Contents found = read_contents(file(name));
    CHECK(found.format == Format::unsupported);
    CHECK(found.format_note.find("Bouncy Castle") != std::string::npos);
    CHECK(found.problem.find("keytool -importkeystore") != std::string::npos);
    CHECK(found.certificates.empty());
  }
}

}  // namespace
}  // namespace checkoutdiag::trust
