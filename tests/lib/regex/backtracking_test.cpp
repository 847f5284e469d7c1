#include "lib/regex/backtracking.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "lib/regex/matcher.hpp"
#include "lib/regex/tree.hpp"

using namespace checkoutdiag::regex;

namespace {

Pattern js(const char* text, Match match = Match::search) {
  Pattern pattern;
  pattern.text = text;
  pattern.match = match;
  return pattern;
}

std::string growth(const Pattern& pattern) {
  const Backtracking found = backtracking_of(pattern);
  switch (found.growth) {
    case Backtracking::Growth::linear:
      return "linear";
    case Backtracking::Growth::polynomial:
      return "polynomial";
    case Backtracking::Growth::exponential:
      return "exponential";
    case Backtracking::Growth::unknown:
      break;
  }
  return "unknown: " + found.reason;
}

bool is_text(const std::string& utf8) {
  const std::vector<Point> units = units_of(utf8);
  return utf8_of(units) == utf8 &&
         std::none_of(units.begin(), units.end(), [](Point each) { return each == 0xFFFD; });
}

std::string growth(const char* text) {
  return growth(js(text));
}

}  // namespace

TEST_CASE("exponential: two ways from a state to itself on one word") {
  for (const char* text :
       {R"(^\w+([.-]?\w+)*@\w+([.-]?\w+)*(\.\w{2,3})+$)", R"(^(\d+[ -]?)+$)",
        R"(^([a-zA-Z]+\s?)*$)", "^(a|a)*$", "^(a*)*$", "^(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$",
        R"(^(\s|\s)+$)", "^(a?a?)*$", "^(a|b|ab)*$", "^((a|b)+|c)+$", "^(.|\\n|x)*$"}) {
    CAPTURE(std::string(text));
    CHECK(growth(text) == "exponential");
  }
}

TEST_CASE("polynomial: a loop behind a loop, and the search itself") {
  for (const char* text : {R"(^\s+|\s+$)", R"(^\d+\d+$)", R"(\s+$)", "^a*a*$", "^.*a.*b$",
                           R"(^[a-z]*[a-z0-9]*@$)", "a.*b"}) {
    CAPTURE(std::string(text));
    CHECK(growth(text) == "polynomial");
  }
}

TEST_CASE("linear: one way only, or no value that fails") {
  for (
      const char* text :
      {R"(^\d{5}(-\d{4})?$)", R"(^(\d{4}[ -]?){4}$)", "^[a-z]+$", "^(?:[a-z]+-)*[a-z]+$",
       R"(^\d{1,200}$)", "(a+)+", R"(^(a+)+[\s\S]*$)", "^(?:a|b)*$", "^(ab|ac)*$", "^$", "",
       R"(^[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$)"}) {
    CAPTURE(std::string(text));
    CHECK(growth(text) == "linear");
  }
  CHECK(growth(js(R"(\s+)", Match::full)) == "linear");
  Pattern re2 = js("^(a*)*$");
  re2.dialect = Dialect::re2;
  CHECK(growth(re2) == "linear");
}

TEST_CASE("counters with limits: exponential where there are a million ways") {
  for (const char* text : {"^(a{0,30}){0,30}$", "^([a-z]{1,20} ?){1,20}$",
                           R"(^(\d{1,4}[ -]?){1,20}$)", "^(?:a[a-z]{0,200}){0,50}$"}) {
    CAPTURE(std::string(text));
    const Backtracking found = backtracking_of(js(text));
    CHECK(found.growth == Backtracking::Growth::exponential);
    CHECK(found.times > 0);
    CHECK(found.times <= 64);
  }
  for (const char* text : {R"(^(\d{1,4}[ -]?){1,5}$)", R"(^(\d{4}[ -]?){1,20}$)",
                           "^[a-z]{1,200}[0-9]{0,50}$", "^(?:[a-z]{1,63}\\.){1,10}[a-z]{2,63}$"}) {
    CAPTURE(std::string(text));
    CHECK(growth(text) == "linear");
  }
}

TEST_CASE("the attack is a value that fails") {
  const Backtracking card = backtracking_of(js(R"(^(\d+[ -]?)+$)"));
  CHECK(card.before.find_first_not_of('1') == std::string::npos);
  CHECK(card.pump.find_first_not_of('1') == std::string::npos);
  CHECK(card.after == "A");
  const Backtracking name = backtracking_of(js("^x([a-z]+ ?)*$"));
  CHECK(name.before.starts_with("x"));
  CHECK_FALSE(name.pump.empty());
  CHECK_FALSE(name.is_approximate);
  CHECK(backtracking_of(js("^(?=.*x)(a+)+$")).is_approximate);
}

TEST_CASE("the attack is refused however often it is pumped") {
  for (const char* text : {R"(^(\d+[ -]?)+$)", R"(^\s+|\s+$)", R"(^\d+\d+$)", "^(a|aa)+$",
                           R"(\s+$)", "^(([a-z])+.)+[A-Z]([a-z])+$"}) {
    CAPTURE(std::string(text));
    const Backtracking found = backtracking_of(js(text));
    Language language;
    language.patterns = {js(text)};
    Matcher matcher(language);
    std::string value = found.before;
    for (int times = 0; times < 50; ++times)
      value += found.pump;
    CHECK_FALSE(matcher.matches(value + found.after));
    CHECK_FALSE(matcher.matches(value + found.pump + found.after));
  }
}

TEST_CASE("characters beyond U+FFFF are not cut in two") {
  for (const char* text :
       {R"(^([\u{1F600}-\u{1F64F}]+-?)+$)", R"(^(?:[\u{1F600}-\u{1F64F}]|\u{1F600})*$)",
        R"(^([\u{1F600}-\u{1F64F}]*)*$)", R"(^(x\u{1F600}|[\u{1F600}-\u{1F64F}]x?)+$)"}) {
    CAPTURE(std::string(text));
    Pattern pattern = js(text);
    pattern.flags.unicode = true;
    const Backtracking found = backtracking_of(pattern);
    CHECK(found.growth == Backtracking::Growth::exponential);
    CHECK(is_text(found.before));
    CHECK(is_text(found.pump));
    CHECK(is_text(found.after));
  }
}

TEST_CASE("where the most readable letter makes a value match, another one is pumped") {
  for (const char* text : {R"(.+(?:\w|b-))", R"((?:(?:\d(?:1|-)){2,3}|\w*\w-(?:\s\d){1,4}))"}) {
    CAPTURE(std::string(text));
    CHECK(growth(text) == "polynomial");
  }
}

TEST_CASE("rounds in which nothing is read are no ways in ECMAScript, and hide none") {
  for (const char* text : {R"(^(?:(?:\s(?:a)*)*)*$)", "^(?:(?:(?:a)?)*)+1$", "^(?:(?:(?:-)?)*)*$",
                           R"(^(?:(?:[ab](?:\d)+)*)+$)"}) {
    CAPTURE(std::string(text));
    CHECK(growth(text) == "exponential");
  }
  CHECK(growth(R"(^(?:(?:(?:\d)?)*b)*$)") == "linear");
  CHECK(growth("^(?:a?)*$") == "linear");
  std::string deep = "a";
  for (int i = 0; i < 100; ++i)
    deep = "(" + deep + ")*";
  CHECK(growth(("^" + deep + "$").c_str()) == "exponential");
  CHECK(backtracking_of(js(R"(^(?:\b(?:a+)*)*$)")).is_approximate);
}

TEST_CASE("what is too large is not analysed, and says so in time") {
  std::string many = "^(", classes = "^(", loops = "^(?:a*b", groups = "^";
  for (int i = 0; i < 10'000; ++i) {
    many += (i ? "|w" : "w") + std::to_string(i);
    loops += "|a*b";
    groups += "(a+)+";
  }
  for (int i = 0; i < 3000; ++i) {
    const auto character = [](int point) { return utf8_of({static_cast<Point>(point)}); };
    classes += (i ? "|[" : "[") + character(0x1000 + i) + "-" + character(0x2000 + 2 * i) + "]";
  }
  for (const std::string& text :
       {many + ")*$", classes + ")*$", loops + ")$", groups + groups + "$",
        std::string("^((a{0,100}){0,100}){0,100}$"), "^(" + std::string(100'000, 'a') + ")*$",
        std::string("^(?:a[a-z]{0,200}){0,50}$"), std::string(300, '(') + std::string(300, ')')}) {
    const auto begun = std::chrono::steady_clock::now();
    Pattern pattern;
    pattern.text = text;
    try {
      growth(pattern);
    } catch (const PatternError& error) {
      CHECK(error.why == PatternError::Why::syntax);
    }
    // Three seconds where nothing else runs.
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
  }
}
