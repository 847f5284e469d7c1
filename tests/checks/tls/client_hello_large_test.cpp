#include "tests/checks/tls/heard.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/client-hello-large: one packet, and one byte more") {
  ClientFacts facts = test::heard({0x1301}, {0x0304});
  facts.hello->extensions.push_back({extension_type::kPadding, ""});
  std::string& padding = facts.hello->extensions.back().data;
  padding.assign(1428 - wire_size(*facts.hello), '\0');
  CHECK(wire_size(*facts.hello) == 1428);
  CHECK(test::told(rules::client_hello_large, facts) == "");
  padding += '\0';
  CHECK(test::told(rules::client_hello_large, facts) ==
        "note: the hello of app has 1429 bytes and takes more than one packet");
}

}  // namespace checkoutdiag::tls
