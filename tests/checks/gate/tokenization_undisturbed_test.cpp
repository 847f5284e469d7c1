#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/tokenization-undisturbed: what shows it, what breaks it, what says nothing") {
  const auto& rule = rules::tokenization_undisturbed;
  using test::Found;
  CHECK(test::told(rule, Found().holds("token/exchange-slow").seen()).starts_with("? no check"));
  CHECK(test::told(rule, Found().fails("token/exchange-slow").seen()).starts_with("? no check"));
  CHECK(test::told(rule, Found().holds("token/long-task").seen()) == "");
  CHECK(test::told(rule,
                   Found().holds("token/long-task").fails("token/synchronous-request").seen()) ==
        "shop: it fails");
  CHECK(test::told(rule, Found().open("token/long-task").seen()) ==
        "? shop: token/long-task: no answer");
}

}  // namespace checkoutdiag::gate
