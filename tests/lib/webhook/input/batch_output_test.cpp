#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

TEST_CASE("an answer of a batch is one line of JSON") {
  std::string out = "before\n";
  const std::vector<Cause> none, two{{"x.y", "m", "f", true}, {"z", "\xc3\xa4", "", false}};
  write_batch_line({"a", true, true, false, none}, out);
  write_batch_line({"b\"\\\n\x7f", false, true, true, two}, out);
  CHECK(out ==
        "before\n"
        "{\"name\":\"a\",\"valid\":true,\"signature\":true,\"bounded\":false,\"causes\":[]}\n"
        "{\"name\":\"b\\\"\\\\\\u000a\\u007f\",\"valid\":false,\"signature\":true,"
        "\"bounded\":true,\"causes\":["
        "{\"id\":\"x.y\",\"message\":\"m\",\"fix\":\"f\",\"certain\":true},"
        "{\"id\":\"z\",\"message\":\"\xc3\xa4\",\"fix\":\"\",\"certain\":false}]}\n");
}

TEST_CASE("an answer is JSON whatever the name holds, and the same text where that is UTF-8") {
  std::mt19937 random(3);
  const std::string pieces[] = {"a",
                                "\"",
                                "\\",
                                "\n",
                                std::string(1, '\0'),
                                "\x1f",
                                "\xc3\xa4",
                                "\xf0\x9f\x98\x80",
                                "\xe2\x80\xa8",
                                "\xff",
                                "\xed\xa0\x80",
                                "\xc3"};
  for (int i = 0; i < 3000; ++i) {
    std::string name, expected;
    const bool valid = i % 2 == 0;
    for (auto n = random() % 12; n > 0; --n)
      name += pieces[random() % (valid ? 9 : 12)];
    std::string out;
    const std::vector<Cause> causes{{name, name, name, false}};
    write_batch_line({name, false, false, false, causes}, out);
    REQUIRE(out.find('\n') == out.size() - 1);
    const auto parsed = nlohmann::json::parse(out);  // throws for what is not UTF-8, too
    if (valid) {
      REQUIRE(parsed["name"] == name);
      REQUIRE(parsed["causes"][0]["fix"] == name);
    }
  }
}

}  // namespace
}  // namespace checkoutdiag::webhook
