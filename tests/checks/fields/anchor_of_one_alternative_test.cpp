#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/anchor-of-one-alternative: an anchor that others do not have") {
  const auto& check = rules::anchor_of_one_alternative;
  CHECK(told(check, patterned("^a|b$")) ==
        "of the 2 alternatives of the pattern ^a|b$, 1 begin with ^ and 1 end with $\n");
  CHECK(told(check, patterned("(^a|b$)")).starts_with("of the 2 alternatives"));
  CHECK(told(check, patterned("^5[1-5]\\d{14}|^2\\d{15}$")).starts_with("of the 2 alternatives"));
  for (const char* right :
       {"^(?:a|b)$", "^a$|^b$", "a|b", "^(a|b)", "a", "^a$|^(?:b|c)$", "^\\b(a|b)$"})
    CHECK(told(check, patterned(right)) == "");
  Field whole = patterned("^a|b$");
  whole.language.patterns[0].match = regex::Match::full;
  CHECK(told(check, whole) == "");
  CHECK(linted(check, patterned("^a|b$")).findings[0].level == Level::error);
}

}  // namespace checkoutdiag::fields
