#include "lib/fields/pair.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::fields;

namespace {

std::string refusal(const std::string& line) {
  try {
    read_pair(line, "pairs.ndjson", 7);
    return "it was read";
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a pattern as people write it") {
  const regex::Pattern plain = pattern_of("^a/b$", regex::Dialect::javascript);
  CHECK(plain.text == "^a/b$");
  const regex::Pattern literal = pattern_of("/^[a/]+$/iu", regex::Dialect::javascript);
  CHECK(literal.text == "^[a/]+$");
  CHECK(literal.flags.ignore_case);
  CHECK(literal.flags.unicode);
  CHECK(pattern_of("/", regex::Dialect::javascript).text == "/");
  CHECK_THROWS_AS(pattern_of("/a/q", regex::Dialect::javascript), Failure);
  CHECK_THROWS_AS(pattern_of("/a/uv", regex::Dialect::javascript), Failure);
}

TEST_CASE("a line with a pair") {
  const Pair pair = read_pair(
      R"({"name":"zip","front":{"pattern":"\\d{5}","dialect":"html","maxlength":5,"optional":true},)"
      R"("gateway":{"pattern":"^\\d{5}$","flags":"i","match":"full","values":["1","2"]},)"
      R"("normalise":"spaces,upper","luhn":true})",
      "pairs.ndjson", 1);
  CHECK(pair.name == "zip");
  CHECK(pair.front.patterns.front().dialect == regex::Dialect::html);
  CHECK(pair.front.longest == 5);
  CHECK(pair.front.optional);
  CHECK(pair.gateway.patterns.front().match == regex::Match::full);
  CHECK(pair.gateway.values == std::vector<std::string>{"1", "2"});
  CHECK(pair.normaliser.size() == 2);
  CHECK(pair.luhn);
}

TEST_CASE("a line that is none names the file, the line and what was expected") {
  CHECK(has(refusal("nonsense"), "pairs.ndjson:7"));
  CHECK(has(refusal(R"({"front":{"pattern":"a"}})"), "gateway"));
  CHECK(has(refusal(R"({"front":{"pattern":"a","dialect":"cobol"},"gateway":{}})"), "javascript"));
  CHECK(has(refusal(R"({"front":{"pattern":"a","match":"half"},"gateway":{}})"), "search"));
  CHECK(has(refusal(R"({"front":{"minlength":5,"maxlength":4},"gateway":{}})"), "minlength"));
  CHECK(has(refusal(R"({"front":{},"gateway":{},"normalise":"magic"})"), "digits-only"));
  CHECK(has(refusal(R"({"front":{"regexp":"a"},"gateway":{}})"), "regexp"));
}
