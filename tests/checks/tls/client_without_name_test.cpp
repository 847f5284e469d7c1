#include "tests/checks/tls/heard.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/client-without-name: a name is missed where one was to be sent") {
  const auto& rule = rules::client_without_name;
  CHECK(test::told(rule, test::heard({0x1301}, {0x0304}, "api.example")) == "");
  ClientFacts facts = test::heard({0x1301}, {0x0304});
  CHECK(test::told(rule, facts) == "error: app asks for api.example and sends no server name");
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", ""}) {
    facts.asked_name = host;
    CHECK(test::told(rule, facts).starts_with("- the client was asked for an address"));
  }
}

}  // namespace checkoutdiag::tls
