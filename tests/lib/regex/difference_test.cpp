#include "lib/regex/difference.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "lib/regex/matcher.hpp"

using namespace checkoutdiag::regex;

namespace {

struct Row {
  const char *front, *gateway;
  Verdict verdict;
  const char *front_only, *gateway_only;  // empty: none
};

Language language(const std::string& text, Dialect dialect = Dialect::javascript,
                  const char* flags = "") {
  Language all;
  Pattern pattern;
  pattern.text = text;
  pattern.dialect = dialect;
  pattern.flags = flags_of(flags, dialect);
  all.patterns.push_back(pattern);
  return all;
}

Comparison compared(const Language& front, const Language& gateway, const char* normaliser = "",
                    bool luhn = false) {
  CompareOptions options;
  options.normaliser = normaliser_of(normaliser).value();
  options.luhn = luhn;
  return compare(front, gateway, options);
}

}  // namespace

TEST_CASE("classes with the flag v: complements, and what may stand beside && and --") {
  const auto script = [](const char* text, const char* flags) {
    Language one = language(text, Dialect::javascript);
    one.patterns.front().flags = flags_of(flags, Dialect::javascript);
    return Matcher(one);
  };
  CHECK_FALSE(script("^\\P{Lu}$", "iv").matches("a"));
  CHECK(script("^\\P{Lu}$", "iu").matches("a"));
  CHECK(script("^\\P{Lu}$", "iv").matches("1"));
  CHECK(script("^[^\\P{Lu}]$", "iv").matches("A"));
  CHECK(script("a", "y").matches("ab"));
  CHECK_FALSE(script("a", "y").matches("ba"));
  for (const char* wrong :
       {"[a-z&&[^b]]", "[a-z--b]", "[ab--b]", "[a&&b--c]", "[a&&bc]", "[&&a]"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse(language(wrong, Dialect::html).patterns.front()), PatternError);
  }
  for (const char* right : {"[[a-z]&&[^b]]", "[\\w--[a-f]--b]", "[a&&b&&c]", "[[ab][cd]e-g]"})
    CHECK_NOTHROW(parse(language(right, Dialect::html).patterns.front()));
}

TEST_CASE("what one pattern takes and another one does not, by the shortest value") {
  const Row rows[] = {
      {"^[\\d ]{13,23}$", "^\\d{13,19}$", Verdict::front_laxer, "111111111111 ", ""},
      {"^\\d{5}(-\\d{4})?$", "^\\d{5}$", Verdict::front_laxer, "11111-1111", ""},
      {"^\\d{5}$", "^[0-9]{5}$", Verdict::equivalent, "", ""},
      {"\\d{4}", "^\\d{4}$", Verdict::front_laxer, "11111", ""},
      {"^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d).{8,64}$", "^(?=.*[a-z])(?=.*\\d).{8,64}$",
       Verdict::front_stricter, "", "1111111a"},
      {"^(?:(?!--)[a-z-])+$", "^[a-z-]+$", Verdict::front_stricter, "", "--"},
      {"^(\\d)\\1{15}$", "^\\d{16}$", Verdict::front_stricter, "", "1111111111111110"},
      {"^.*a.{18}$", "^.*a.{18}b?$", Verdict::front_stricter, "", "a111111111111111111b"},
      {"^\\d+(?<=0)$", "^\\d*0$", Verdict::equivalent, "", ""},
      {"^\\d+(?<!0)$", "^\\d*[1-9]$", Verdict::equivalent, "", ""},
      {"^[^\\s@]+@[^\\s@]+$", "^[\\w.]+@[\\w.]+$", Verdict::front_laxer, "1@-", ""},
      {"^(?:a|b)*$", "^[ab]*$", Verdict::equivalent, "", ""},
      {"^(?:a*)*b$", "^a*b$", Verdict::equivalent, "", ""},
      {"^a{2,3}$", "^aa|aaa$", Verdict::front_stricter, "", "aa1"},
      // validator.js 13.15.35, isCreditCard: ^ is the first alternative's alone.
      {"^5[1-5][0-9]{2}|(222[1-9]|27[01][0-9])[0-9]{12}$",
       "^(?:5[1-5][0-9]{2}|222[1-9]|27[01][0-9])[0-9]{12}$", Verdict::front_laxer, "5111", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.front);
    CAPTURE(row.gateway);
    const Comparison found = compared(language(row.front), language(row.gateway));
    CHECK(word_of(found.verdict) == word_of(row.verdict));
    CHECK(found.front_only.value_or("") == row.front_only);
    CHECK(found.gateway_only.value_or("") == row.gateway_only);
    // The other way round it is the other way round.
    const Comparison turned = compared(language(row.gateway), language(row.front));
    CHECK(turned.front_only == found.gateway_only);
    CHECK(turned.gateway_only == found.front_only);
  }
}

TEST_CASE("one text means different languages to different engines") {
  struct Spoken {
    Dialect dialect;
    const char* pattern;
    const char* also;  // what it takes besides five ASCII digits; null: nothing
  };
  const Spoken rows[] = {
      {Dialect::javascript, "^\\d{5}$", nullptr},   {Dialect::html, "\\d{5}", nullptr},
      {Dialect::json_schema, "^\\d{5}$", nullptr},  {Dialect::re2, "^\\d{5}$", nullptr},
      {Dialect::pcre, "^\\d{5}$", "11111\n"},       {Dialect::pcre, "\\A\\d{5}\\z", nullptr},
      {Dialect::java, "\\d{5}", nullptr},           {Dialect::ruby, "^\\d{5}$", "11111\n"},
      {Dialect::ruby, "\\A\\d{5}\\z", nullptr},     {Dialect::python, "^\\d{5}$", "1111\u0660"},
      {Dialect::python, "\\A[0-9]{5}\\Z", nullptr}, {Dialect::dotnet, "^[0-9]{5}$", "11111\n"},
  };
  const Language plain = language("^[0-9]{5}$");
  for (const Spoken& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(word_of(row.dialect));
    const Comparison found = compared(plain, language(row.pattern, row.dialect));
    CHECK_FALSE(found.front_only);
    CHECK(found.gateway_only.value_or("") == (row.also ? row.also : ""));
  }
  // Ruby's anchors are those of lines.
  CHECK(Matcher(language("^\\d{5}$", Dialect::ruby)).matches("x\n11111\ny"));
  Language found = language("^\\d$", Dialect::java);
  found.patterns.front().match = Match::search;
  Matcher java(found);
  for (const char* value : {"1\n", "1\r\n", "1\r", "1\u2028", "1\u0085"})
    CHECK_MESSAGE(java.matches(value), value);
  CHECK_FALSE(java.matches("1\n\n"));
}

TEST_CASE("what a client does to a value before it sends it is a part of the comparison") {
  const Language spaced = language("^[\\d ]{13,23}$"), digits = language("^\\d{13,19}$");
  CHECK(compared(spaced, digits, "spaces").front_only == "111111111111 ");
  CHECK(compared(language("^(?:\\d ?){12,18}\\d$"), digits, "spaces").verdict ==
        Verdict::equivalent);
  CHECK(compared(language("^[A-Za-z]{2}\\d$"), language("^[A-Z]{2}\\d$"), "upper").verdict ==
        Verdict::equivalent);
  CHECK(compared(language("^[a-c]$"), language("^[A-D]$"), "upper").gateway_only == "D");
  CHECK(compared(language("^\\s*\\d{5}\\s*$"), language("^\\d{5}$"), "trim").verdict ==
        Verdict::equivalent);
  CHECK(compared(language("^\\s*\\d{5}[\\s-]*$"), language("^\\d{5}$"), "trim").front_only ==
        "11111-");
  // What the gateway takes as well, and is never sent.
  CHECK(compared(language("^\\d{5}$"), language("^ ?\\d{5}$"), "trim").gateway_only == " 11111");
  // A form that wants hyphens serves a gateway that wants none, when they are left out.
  CHECK(compared(language("^\\d{3}-\\d{4}$"), language("^\\d{7}$"), "dashes").verdict ==
        Verdict::equivalent);
}

TEST_CASE("witnesses of card numbers have a right check digit when that is asked for") {
  const Comparison found = compared(language("^5[1-5]\\d{2}|2720\\d{12}$"),
                                    language("^(?:5[1-5]\\d{2}|2720)\\d{12}$"), "", true);
  CHECK(found.front_only == "5116");
  CHECK(compared(language("^[\\d ]{13,23}$"), language("^\\d{13,19}$"), "", true).front_only ==
        "111111111113 ");
}

TEST_CASE("lengths, lists and optional values are parts of a language") {
  Language five = language("\\d");
  five.shortest = five.longest = 5;
  CHECK(compared(five, language("^\\d{5}$")).front_only == "1111A");
  Language listed;
  listed.values = {"visa", "amex"};
  CHECK(compared(listed, language("^[a-z]{4}$")).gateway_only == "aaaa");
  CHECK(compared(listed, language("^(?:amex|visa)$")).verdict == Verdict::equivalent);
  Language optional = language("^\\d{5}$");
  optional.optional = true;
  const Comparison empty = compared(optional, language("^\\d{5}$"));
  CHECK(empty.verdict == Verdict::front_laxer);
  CHECK(empty.front_only == "");
  // A character beyond U+FFFF is two units to JavaScript without u.
  CHECK(compared(language("^.$", Dialect::javascript, "u"), language("^.$")).verdict ==
        Verdict::front_laxer);
}

TEST_CASE("what cannot be decided is unknown, and says why, in time") {
  const auto begun = std::chrono::steady_clock::now();
  const Comparison counters =
      compared(language("^(?:a[a-z]{0,200}){0,50}$"), language("^(?:a[a-z]{0,200}){0,49}$"));
  CHECK(counters.verdict == Verdict::unknown);
  CHECK(counters.reason == "the time for it is over");
  const Language digit = language("^\\d$");
  for (const char* pattern : {"^(?:(?:a{1000}){1000}){1000}$", "^((?=a)b|(.)*)\\1$", "(?<=a(?=b))c",
                              "^(a+)\\1$", "(?<=(a)\\1)b", "(?<=\\1(a))b"}) {
    const Comparison found = compared(language(pattern), digit);
    CHECK_MESSAGE(found.verdict == Verdict::unknown, pattern);
    CHECK_FALSE(found.reason.empty());
  }
  for (const char* pattern : {"^a++$", "^(?>a)$", "^(?R)$", "^\\X$"})
    CHECK(compared(language(pattern, Dialect::pcre), digit).verdict == Verdict::unknown);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(30));
}

TEST_CASE("what a dialect refuses is refused") {
  const Language digit = language("^\\d$");
  for (const char* pattern :
       {"(", ")", "[", "a**", "?", "a{2,1}", "[b-a]", "(?<a", "\\", "(?:", "(?<=a)*", "\xff"})
    CHECK_THROWS_AS(compared(language(pattern), digit), PatternError);
  for (const char* pattern : {"\\-", "{", "]", "\\1", "\\u{110000}", "[\\d-z]", "\\p{Nothing}"})
    CHECK_THROWS_AS(compared(language(pattern, Dialect::javascript, "u"), digit), PatternError);
  // The pattern attribute is compiled with v: an unescaped hyphen in a class, and the browser
  // checks nothing at all.
  CHECK_THROWS_AS(compared(language("[\\w-]+", Dialect::html), digit), PatternError);
  CHECK_THROWS_AS(compared(language("a(?=b)", Dialect::re2), digit), PatternError);
}

TEST_CASE("a value that is longer than all that the gateway takes is a kind of its own") {
  CompareOptions options;
  options.kinds = true;
  const auto kind = [&](const char* front, const char* gateway) {
    const Comparison seen = compare(language(front), language(gateway), options);
    for (const Witness& each : seen.front_kinds)
      if (each.kind == "too long") return each.value;
    return std::string("none");
  };
  CHECK(kind(R"(^[\d ]{13,23}$)", R"(^\d{13,19}$)") == std::string(20, '1'));
  CHECK(kind(R"(^\d*$)", R"(^(?:\d{4}|\d{6})$)") == std::string(7, '1'));
  // The shortest is one already; no length is too long; the form has none that long.
  CHECK(kind(R"(^\d{6}$)", R"(^\d{5}$)") == "none");
  CHECK(kind(R"(^[\d ]+$)", R"(^\d+$)") == "none");
  CHECK(kind(R"(^[\d ]{1,5}$)", R"(^\d{1,5}$)") == "none");
}
