#include "lib/text/json_parts.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::text {

TEST_CASE("an object's members, as they lie") {
  const JsonMembers all(R"({"a": "x\ny", "b": -1.5e2, "c": {"d": [1, 2]}, "e": true, "a": "z"})");
  REQUIRE(all.is_object());
  CHECK(all.all().size() == 5);
  CHECK(all.text("a") == "x\ny");
  CHECK(all.number("b") == -150.0);
  CHECK(all.raw("c") == R"({"d": [1, 2]})");
  CHECK(json_items(all.object("c").raw("d")) == std::vector<std::string_view>{"1", "2"});
  CHECK(all.is_true("e"));
  CHECK_FALSE(all.is_true("b"));
  // What is not there, or is something else.
  CHECK(all.raw("f").empty());
  CHECK(all.text("b").empty());
  CHECK_FALSE(all.number("a").has_value());
  CHECK(all.object("a").all().empty());
}

TEST_CASE("what is no object, or no JSON") {
  for (const char* text :
       {"", "[1]", "\"a\"", "{", "{\"a\"}", "{\"a\": 1", "{\"a\": 1} x", "{\"a\": nope}"})
    CHECK_FALSE(JsonMembers(text).is_object());
  CHECK(json_items("{\"a\": 1}").empty());
  CHECK(json_items("[1, 2").size() == 2);
  CHECK(json_items("[]").empty());
}

}  // namespace checkoutdiag::text
