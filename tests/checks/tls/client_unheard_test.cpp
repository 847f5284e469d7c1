#include "tests/checks/tls/heard.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/client-unheard: no hello is no verdict, and the other rules say nothing") {
  ClientFacts facts = test::heard({0x1301}, {0x0304});
  CHECK(test::told(rules::client_unheard, facts) == "");
  facts.hello.reset();
  facts.no_hello = "it never connected";
  CHECK(test::told(rules::client_unheard, facts) == "? it never connected");
  for (const auto* each : client())
    if (each != &rules::client_unheard) CHECK(test::told(*each, facts) == "- no hello was heard");
}

}  // namespace checkoutdiag::tls
