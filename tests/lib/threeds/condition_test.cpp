#include "lib/threeds/condition.hpp"

#include <doctest/doctest.h>

#include <map>

namespace checkoutdiag::threeds {
namespace {

using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

std::optional<bool> holds(const char* text, const Values& values) {
  return Condition(text).holds(
      [&](std::string_view field) -> std::optional<std::vector<std::string>> {
        const auto found = values.find(field);
        return found == values.end() ? std::nullopt : std::optional(found->second);
      });
}

}  // namespace

TEST_CASE("conditions, and what is not known") {
  CHECK(holds("a==Y", {{"a", {"Y"}}}) == true);
  CHECK(holds("a!=Y", {{"a", {"Y"}}}) == false);
  CHECK(holds("a!=Y", {{"a", {}}}) == true);
  CHECK(holds("a in {N,U,R}", {{"a", {"U"}}}) == true);
  CHECK(holds("a in {N,U,R}", {{"a", {"Y"}}}) == false);
  CHECK(holds("present(a)", {{"a", {}}}) == false);
  CHECK(holds("present(a)", {{"a", {"x"}}}) == true);
  CHECK(holds("a==Y", {}) == std::nullopt);
  CHECK(holds("a==Y | b==Z", {{"b", {"Z"}}}) == true);
  CHECK(holds("a==Y | b==Z", {{"b", {"X"}}}) == std::nullopt);
  CHECK(holds("a==Y & b==Z", {{"b", {"X"}}}) == false);
  CHECK(holds("(a==Y | b==Z) & c.d==01", {{"a", {"Y"}}, {"c.d", {"01"}}}) == true);
  // Of a list one is enough.
  CHECK(holds("a==04", {{"a", {"02", "04"}}}) == true);
  for (const char* wrong : {"", "a", "a=b", "a in b", "a==", "(a==b", "present(a", "a==b c"}) {
    CAPTURE(wrong);
    CHECK_THROWS(Condition(wrong));
  }
}

}  // namespace checkoutdiag::threeds
