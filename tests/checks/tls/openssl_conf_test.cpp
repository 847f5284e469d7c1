#include "checks/tls/openssl_conf.hpp"

#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

using Lines = std::vector<std::string>;

TEST_CASE("openssl.cnf: a change as lines of configuration") {
  CHECK(openssl_conf_lines(
            "MinProtocol=TLSv1 + UnsafeLegacyRenegotiation + CipherString=ALL + SECLEVEL=0") ==
        Lines{"MinProtocol = TLSv1", "Options = UnsafeLegacyServerConnect",
              "CipherString = ALL:@SECLEVEL=0"});
  CHECK(openssl_conf_lines("SECLEVEL=1") == Lines{"CipherString = DEFAULT:@SECLEVEL=1"});
  CHECK(openssl_conf_lines("CipherString=DEFAULT") == Lines{"CipherString = DEFAULT"});
  CHECK(openssl_conf_lines("MaxProtocol=TLSv1.3") == Lines{"MaxProtocol = TLSv1.3"});
}

TEST_CASE("openssl.cnf: DEFAULT is written out where OpenSSL 3.0 does not take the word") {
  for (const char* word : {"Groups=DEFAULT", "Ciphersuites=DEFAULT", "SignatureAlgorithms=DEFAULT"})
    for (const std::string& line : openssl_conf_lines(word)) {
      CHECK(line.find(" = ") != std::string::npos);
      CHECK_FALSE(has(line, "DEFAULT"));
    }
}

TEST_CASE("openssl.cnf: the lines for the file in force, and a trial that leaves it alone") {
  std::string text = change_openssl_conf(good_gateway(), "MinProtocol=TLSv1 + SECLEVEL=0", "true");
  CHECK(text ==
        "in /usr/lib/ssl/openssl.cnf, in the section that `system_default` names, set:\n"
        "  MinProtocol = TLSv1\n"
        "  CipherString = DEFAULT:@SECLEVEL=0\n"
        "to try it first for one command, with a file that leaves that one alone:\n"
        "  printf '%s\\n' 'openssl_conf = init' '[init]' 'ssl_conf = ssl' '[ssl]' "
        "'system_default = gateway' '[gateway]' 'MinProtocol = TLSv1' "
        "'CipherString = DEFAULT:@SECLEVEL=0' > /tmp/gateway.cnf\n"
        "  OPENSSL_CONF=/tmp/gateway.cnf true");
}

TEST_CASE("openssl.cnf: a trial says again what is in force besides the change") {
  TlsCase seen = good_gateway();
  seen.seen.local.min_version = "TLSv1";
  seen.seen.local.security_level = 1;
  std::string text = change_openssl_conf(seen, "Groups=DEFAULT", "true");
  CHECK(has(text, "'MinProtocol = TLSv1' 'CipherString = DEFAULT:@SECLEVEL=1' > "));
  CHECK_FALSE(has(text, "\n  MinProtocol"));
  CHECK_FALSE(
      has(change_openssl_conf(seen, "MinProtocol=TLSv1.2", "true"), "'MinProtocol = TLSv1'"));
  seen.seen.local.config_file.clear();
  CHECK(has(change_openssl_conf(seen, "Groups=DEFAULT", "true"), "in openssl.cnf, "));
}

}  // namespace checkoutdiag::tls
