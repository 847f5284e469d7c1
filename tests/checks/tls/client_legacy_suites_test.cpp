#include "tests/checks/tls/heard.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/client-legacy-suites: what no gateway should take, signals left out") {
  const auto& rule = rules::client_legacy_suites;
  CHECK(test::told(rule, test::heard({0x1301, 0xc02f, 0x002f, 0x00ff, 0x5600, 0x1a1a}, {})) == "");
  constexpr std::uint16_t kWeak[] = {0x0005, 0x000a, 0x0009, 0x0003, 0x0002, 0x0034};
  for (const std::uint16_t weak : kWeak)
    CHECK(test::told(rule, test::heard({0x1301, weak}, {}))
              .starts_with("warning: app offers 1 suite that no gateway should take: TLS_"));
  CHECK(test::told(rule, test::heard({0x0005, 0x000a}, {})) ==
        "warning: app offers 2 suites that no gateway should take: TLS_RSA_WITH_RC4_128_SHA and "
        "more");
}

}  // namespace checkoutdiag::tls
