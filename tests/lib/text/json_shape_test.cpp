#include <doctest/doctest.h>

#include <chrono>

#include "lib/text/json_shape.hpp"

namespace checkoutdiag::text {
namespace {

using Kind = JsonFault::Kind;

std::string repeat(std::string_view what, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += what;
  return all;
}

std::string fault(std::string_view text, const JsonLimits& limits = {4, 20}) {
  auto found = fault_in_json(text, limits);
  if (!found) return "none";
  switch (found->kind) {
    case Kind::not_json:
      return "not JSON at " + line_and_column(text, found->byte);
    case Kind::number:
      return "a number, at byte " + std::to_string(found->byte);
    case Kind::too_deep:
      return "too deep";
    case Kind::too_many:
      return "too many";
    case Kind::given_twice:
      return "twice: " + found->key;
  }
  return "";
}

TEST_CASE("the first fault of a JSON text is found, and none where there is none") {
  CHECK(fault(R"({"a": [1, -2, 3.5, true, null, "x", {}], "b": {"a": 1}})") == "none");
  CHECK(fault("1") == "none");
  CHECK(fault("") == "not JSON at line 1, column 1");
  CHECK(fault("{\n  \"a\": 1,\n  oops}") == "not JSON at line 3, column 3");
  CHECK(fault("[1] 2") == "not JSON at line 1, column 5");
  CHECK(fault("\"\xff\"") == "not JSON at line 1, column 2");
  CHECK(fault(R"("\ud800")").starts_with("not JSON"));
  CHECK(fault(std::string_view("[\0]", 3)) == "not JSON at line 1, column 2");
  CHECK(fault("[1e999]") == "a number, at byte 6");
  CHECK(fault(R"({"a": 1, "b": {"a": 1}, "a": 2})") == "twice: a");
  CHECK(fault(R"([{"a": 1}, {"a": 1}, {"\u0061": 1, "a": 2}])") == "twice: a");
  CHECK(fault(R"({"a": 1, "a": 1e999, oops)") == "twice: a");
}

TEST_CASE("limits hold to the last value, and no further") {
  CHECK(fault("[[[[]]]]") == "none");
  CHECK(fault(R"({"a": [{"b": []}]})") == "none");
  CHECK(fault("[[[[[]]]]]") == "too deep");
  CHECK(fault(repeat("[", 100'000)) == "too deep");
  CHECK(fault(repeat(R"({"a":)", 100'000)) == "too deep");
  CHECK(fault("[" + repeat("0,", 18) + "{}]") == "none");
  CHECK(fault("[" + repeat("{},", 19) + "0]") == "too many");
}

TEST_CASE("lists of objects and objects of many keys take linear time") {
  const JsonLimits wide{4, 1'000'000};
  std::string keys = "{\"x\": 1";
  for (int i = 0; i < 100'000; ++i)
    keys += ",\"" + std::to_string(i) + "\": 1";
  const auto start = std::chrono::steady_clock::now();
  CHECK(fault("[" + repeat("{\"a\": {}},", 300'000) + "{}]", wide) == "none");
  CHECK(fault(keys + "}", wide) == "none");
  CHECK(fault(keys + ", \"x\": 1}", wide) == "twice: x");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));  // minutes if not
}

TEST_CASE("a byte's line and column") {
  CHECK(line_and_column("", 0) == "line 1, column 1");
  CHECK(line_and_column("ab", 2) == "line 1, column 2");
  CHECK(line_and_column("ab\ncd", 4) == "line 2, column 1");
  CHECK(line_and_column("ab\n", 99) == "line 2, column 1");
}

}  // namespace
}  // namespace checkoutdiag::text
