#include "checks/tls/openssl_conf.hpp"

#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("openssl.cnf: a change as a fragment that can be pasted") {
  const net::Endpoint endpoint{"api.gateway.test", 8443, false};
  std::string text = with_openssl_conf(
      "MinProtocol=TLSv1 + UnsafeLegacyRenegotiation + CipherString=ALL + SECLEVEL=0", endpoint);
  CHECK(has(text,
            "[gateway]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n"
            "Options = UnsafeLegacyServerConnect\nEND\n"));
  CHECK(has(text, "curl https://api.gateway.test:8443/"));
  CHECK(has(with_openssl_conf("SECLEVEL=1", endpoint), "CipherString = DEFAULT:@SECLEVEL=1\n"));
  CHECK_FALSE(has(with_openssl_conf("MaxProtocol=TLSv1.3", endpoint), "CipherString"));
}

}  // namespace checkoutdiag::tls
