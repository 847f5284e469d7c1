#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/webhooks-verified: what shows it, what breaks it, and what says nothing of it") {
  const auto& rule = rules::webhooks_verified;
  using test::Found;
  CHECK(test::told(rule, Found().holds("webhook/body-unlimited").seen()).starts_with("? no check"));
  CHECK(test::told(rule, Found().fails("webhook/body-unlimited").seen()).starts_with("? no check"));
  CHECK(test::told(rule, Found().holds("webhook/forgery-accepted").seen()) == "");
  CHECK(test::told(rule, Found()
                             .holds("webhook/forgery-accepted")
                             .fails("webhook/right-delivery-refused")
                             .seen()) == "shop: it fails");
  CHECK(test::told(rule, Found().open("webhook/forgery-accepted").seen()) ==
        "? shop: webhook/forgery-accepted: no answer");
}

}  // namespace checkoutdiag::gate
