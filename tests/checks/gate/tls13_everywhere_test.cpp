#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/tls13-everywhere: by what was seen at each address, whatever the policy asks for") {
  const auto& rule = rules::tls13_everywhere;
  ChecklistCase seen;
  CHECK(test::told(rule, seen).starts_with("? no check of this gate shows it"));
  seen.addresses = {{"a:443", true}, {"b:443", true}};
  CHECK(test::told(rule, seen) == "");
  seen.addresses.push_back({"c:443", {}});
  CHECK(test::told(rule, seen) == "? it is not known whether c:443 accepts TLS 1.3");
  seen.addresses.push_back({"d:443", false});
  CHECK(test::told(rule, seen) == "d:443 does not accept TLS 1.3");
}

}  // namespace checkoutdiag::gate
