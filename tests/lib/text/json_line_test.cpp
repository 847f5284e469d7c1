#include "lib/text/json_line.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "lib/text/json_object.hpp"

namespace checkoutdiag::text {
namespace {

using nlohmann::json;

// Every value on a line of its own: its line is told by what is written there.
constexpr std::string_view kText = R"({
  "a": 1,
  "b": {
    "c/d": [
      2,
      {"e~f": 3,
       "\u0067": "x\ny"}
    ],
    "": null
  },
  "a b": []
})";

// The message of whatever `call` throws.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const std::exception& failure) {
    return failure.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the line of what a pointer names, or of what would hold it") {
  struct Case {
    const char* pointer;
    std::size_t line;
  };
  for (const Case& each : {Case{"", 1},
                           {"/a", 2},
                           {"/b", 3},
                           {"/b/c~1d", 4},
                           {"/b/c~1d/0", 5},
                           {"/b/c~1d/1", 6},
                           {"/b/c~1d/1/e~0f", 6},
                           {"/b/c~1d/1/g", 7},
                           {"/b/", 9},
                           {"/a b", 11},
                           {"/nothing", 1},
                           {"/b/nothing", 3},
                           {"/b/c~1d/7", 4},
                           {"/b/c~1d/x", 4},
                           {"/b/c~1d/01", 4},
                           {"/a/b/c", 2},
                           {"/a b/0", 11},
                           {"no pointer", 1}})
    CHECK_MESSAGE(line_of(kText, each.pointer) == each.line, each.pointer);
  CHECK(line_of("\xef\xbb\xbf{\n\"a\": 1}", "/a") == 2);
  CHECK(line_of("", "/a") == 1);
  CHECK(line_of("{\n\"a\": ", "/a/b") == 2);
  CHECK(line_of("[[\n[", "/0/0/5") == 2);
}

TEST_CASE("the pointer of every value leads to its line, whatever the keys are") {
  json built;
  const json keys = {"", "/", "~", "~1", "a\"b", "\n", "\u00e9"};
  for (const auto& key : keys)
    built[key.get<std::string>()] = {1, {{key.get<std::string>(), {2}}}};
  const std::string text = built.dump(1);
  const json flat = built.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    const std::size_t line = line_of(text, pointer);
    std::size_t at = 0;
    for (std::size_t i = 1; i < line; ++i)
      at = text.find('\n', at) + 1;
    const std::string found = text.substr(at, text.find('\n', at) - at);
    CHECK(found.find(value.dump()) != std::string::npos);
  }
  for (const auto& key : keys) {
    const std::string name = key.get<std::string>();
    CHECK(built.contains(json::json_pointer("/" + pointer_step(name))));
  }
}

TEST_CASE("a file's faults have their line") {
  const JsonLimits limits{3, 8};
  const auto of = [&](std::string_view text) {
    const JsonSource source{"mine.json", text};
    return refusal([&] { parse_json(source, 100, limits, "list"); });
  };
  CHECK(of("{\"a\": 1,\n \"b\": 2,\n \"\\u0061\": 3}") ==
        "mine.json:3: \"a\" is given twice in one object");
  CHECK(of("[[\n[\n[1]]]]") == "mine.json:3: nested too deeply");
  CHECK(of("[1,2,3,4,\n5,6,\n7,\n8]") == "mine.json:4: more values than a list has");
  CHECK(of("[1,\n1e999]") == "mine.json:2: a number that is too large");
  CHECK(of("[1,\n2") == "mine.json:2: not JSON at column 2");
  CHECK(of("") == "mine.json:1: not JSON at column 1");
  CHECK(of(std::string(101, ' ')) == "mine.json: larger than 0 KiB");
  CHECK(of("[1]") == "accepted");
}

TEST_CASE("an object tells file, line and place") {
  const json parsed = json::parse(kText);
  const JsonSource source{"mine.json", kText};
  const JsonObject document(parsed, source);
  CHECK(refusal([&] { document.string("a"); }) == "mine.json:2: \"a\" must be a text, not 1");
  CHECK(refusal([&] { document.string("z"); }) == "mine.json:1: \"z\" is missing");
  CHECK(refusal([&] { document.object("b")->list("c/d", 9); }) ==
        "mine.json:5: b.c/d[0]: must be an object, not 2");
  CHECK(refusal([&] { document.object("b")->strings("c/d"); }) ==
        "mine.json:5: b: \"c/d\" must hold texts, not 2");
  CHECK(refusal([&] { document.object("b")->fail("is wrong"); }) == "mine.json:3: b: is wrong");
  CHECK(refusal([&] { document.object("b")->miss("c/d", 1, "is wrong"); }) ==
        "mine.json:6: b: \"c/d\" is wrong");
}

TEST_CASE("whole numbers keep to their range, those above a signed one's too") {
  const JsonSource source{"x", R"({"a": 18446744073709551615, "b": -3, "c": 2.0, "d": [1, 9]})"};
  const json parsed = json::parse(source.text);
  const JsonObject object(parsed, source);
  CHECK(object.whole("b", -3, -1) == -3);
  CHECK(refusal([&] { object.whole("b", -2, 5); }) ==
        "x:1: \"b\" must be a whole number from -2 to 5, not -3");
  CHECK(
      refusal([&] { object.whole("a", 0, INT64_MAX); }) ==
      "x:1: \"a\" must be a whole number from 0 to 9223372036854775807, not 18446744073709551615");
  CHECK(refusal([&] { object.whole("c", 0, 9); }) ==
        "x:1: \"c\" must be a whole number from 0 to 9, not 2.0");
  CHECK(object.wholes("d", 1, 9, 2) == std::vector<std::int64_t>{1, 9});
  CHECK(refusal([&] { object.wholes("d", 1, 9, 1); }) == "x:1: \"d\" must have at most 1 entries");
  CHECK(refusal([&] { object.wholes("d", 2, 9, 2); }) ==
        "x:1: \"d\" must hold whole numbers from 2 to 9, not 1");
  CHECK(object.wholes("e", 1, 9, 2).empty());
}

}  // namespace checkoutdiag::text
