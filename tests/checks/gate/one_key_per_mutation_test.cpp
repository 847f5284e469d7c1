#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/one-key-per-mutation: shown by traffic or by a drill, and by nothing else") {
  const auto& rule = rules::one_key_per_mutation;
  using test::Found;
  CHECK(test::told(rule, Found().seen()).starts_with("? no check of this gate shows it"));
  CHECK(test::told(rule, Found().holds("charge/key-malformed").seen()).starts_with("? no check"));
  // A rule that holds without the one that looked for keys at all shows nothing.
  CHECK(test::told(rule, Found().holds("charge/key-reused").seen()).starts_with("? no check"));
  CHECK(test::told(rule, Found().holds("charge/key-missing").seen()) == "");
  CHECK(test::told(rule, Found().holds("charge/client-sends-no-key").seen()) == "");
  CHECK(test::told(rule, Found().holds("charge/key-missing").fails("charge/key-reused").seen()) ==
        "shop: it fails");
  CHECK(test::told(rule, Found().holds("charge/key-missing").open("charge/key-reused").seen()) ==
        "? shop: charge/key-reused: no answer");
}

TEST_CASE("gate/one-key-per-mutation: waived, skipped, left out") {
  const auto& rule = rules::one_key_per_mutation;
  test::Found found;
  found.holds("charge/client-sends-no-key");
  found.add("charge/key-missing").fail("it fails").waived = Waiver{"charge/*", "*", "old", {}};
  CHECK(test::told(rule, found.seen()) == "");
  test::Found skipped;
  skipped.add("charge/key-missing").skipped_because = "there is no traffic";
  CHECK(test::told(rule, skipped.seen()).starts_with("? no check"));
  ChecklistCase other = found.seen();
  other.left_out = "a shard sees a part alone";
  CHECK(test::told(rule, other) == "- a shard sees a part alone");
}

}  // namespace checkoutdiag::gate
