#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/pattern-odd: classes and counts that are not meant") {
  const auto& check = rules::pattern_odd;
  for (const char* odd : {"^[1-10]$", "^[A-z]+$", "^352[8,9]$", "^5[0|6-8]$", "^\\d{1-3}$"}) {
    CAPTURE(std::string(odd));
    CHECK(linted(check, patterned(odd)).findings.size() == 1);
  }
  CHECK(told(check, patterned("^\\d{1-3}$")) ==
        "{1-3}: it is no quantifier but these characters: a range of counts has a comma\n");
  for (const char* right : {"^[1-9]0?$", "^[A-Za-z]$", "^[0-9,.]+$", "^[,|]$", "^\\d{1,3}$",
                            "^[D6W]$", "^\\[1-10]$", "[", "^[\\]1-9]$", "^[0-9a-f]$"}) {
    CAPTURE(std::string(right));
    CHECK(told(check, patterned(right)) == "");
  }
}

}  // namespace checkoutdiag::fields
