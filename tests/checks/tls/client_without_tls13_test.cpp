#include "tests/checks/tls/heard.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/client-without-tls13: by supported_versions, or by the version of old") {
  const auto& rule = rules::client_without_tls13;
  CHECK(test::told(rule, test::heard({0x1301}, {0x0304, 0x0303})) == "");
  CHECK(test::told(rule, test::heard({0xc02f}, {0x0303})) ==
        "warning: app offers TLS 1.2 at most, and not TLS 1.3");
  CHECK(test::told(rule, test::heard({0xc02f}, {})).starts_with("warning: app offers TLS 1.2"));
  ClientFacts old = test::heard({0x002f}, {});
  old.hello->legacy_version = 0x0301;
  CHECK(test::told(rule, old) == "error: app offers TLS 1.0 at most, and not TLS 1.3");
}

}  // namespace checkoutdiag::tls
