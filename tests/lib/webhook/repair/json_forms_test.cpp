#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/lib/webhook/repair/offered.hpp"

namespace checkoutdiag::webhook {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// What is damaged: the sender's text goes through a library that writes it as JSON.stringify does.
std::string stringified(const std::string& original) {
  return ordered_json::parse(original).dump();
}

std::string id_after_stringify(const std::string& original) {
  return id_of(all_json_forms(stringified(original)), original);
}

const std::string kPlain =
    R"({"id":"evt_1","type":"charge.paid","data":{"amount":1050,"tags":["a","b"],"none":[],"o":{}}})";
const std::string kText =
    R"({"id":"evt_2","url":"https://example.com/a?b=1&c=2","name":"Zoë <zoe@example.com>","note":"100 € 😀"})";

TEST_CASE("Whitespace that a parser lost is put back") {
  const ordered_json body = ordered_json::parse(kPlain);
  std::string crlf = body.dump(2);
  for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2)
    crlf.insert(at, "\r");
  for (const std::string& original :
       {body.dump(1), body.dump(2), body.dump(3), body.dump(4), body.dump(1, '\t'),
        body.dump(2) + "\n", body.dump(4) + "\n", crlf, crlf + "\r\n"}) {
    CAPTURE(original);
    CHECK(id_of(all_json_forms(kPlain), original) == "body.json-reserialized");
    CHECK(id_of(all_json_forms(original), kPlain) == "body.json-reserialized");
  }
  CHECK(id_of(all_json_forms(kPlain), kPlain + "\n") == "body.json-reserialized");
}

TEST_CASE("JSON is written as the libraries write it that a body may have come from") {
  const std::string body = R"({"a":1,"b":[1,{"c":true},[]],"d":{},"e":"x"})";
  const std::vector<Variant> forms = all_json_forms(body);
  for (const char* original :
       {// Python: json.dumps
        R"({"a": 1, "b": [1, {"c": true}, []], "d": {}, "e": "x"})",
        // Jackson: DefaultPrettyPrinter
        "{\n  \"a\" : 1,\n  \"b\" : [ 1, {\n    \"c\" : true\n  }, [ ] ],\n  \"d\" : { },\n"
        "  \"e\" : \"x\"\n}",
        // Gson, Newtonsoft, System.Text.Json
        "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    {\n      \"c\": true\n    },\n    []\n  ],\n"
        "  \"d\": {},\n  \"e\": \"x\"\n}",
        // Ruby before json 2.8 and before 2.3
        "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    {\n      \"c\": true\n    },\n    [\n\n    ]\n"
        "  ],\n  \"d\": {},\n  \"e\": \"x\"\n}",
        "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    {\n      \"c\": true\n    },\n    [\n\n    ]\n"
        "  ],\n  \"d\": {\n  },\n  \"e\": \"x\"\n}",
        // MongoDB's shell
        R"({ "a" : 1, "b" : [ 1, { "c" : true }, [ ] ], "d" : { }, "e" : "x" })"}) {
    CAPTURE(original);
    CHECK(id_of(forms, original) == "body.json-reserialized");
  }
}

TEST_CASE("The forms of JSON begin with the most common") {
  const std::vector<Variant> forms = all_json_forms("{ \"a\":\t[1, 2] }");
  REQUIRE(forms.size() > 8);
  CHECK(forms[0].value == R"({"a":[1,2]})");
  CHECK(forms[0].common);
  CHECK(forms[1].value == "{\"a\":[1,2]}\n");
  CHECK(forms[2].value == R"({"a": [1, 2]})");
  CHECK(forms[4].value == "{\n  \"a\": [\n    1,\n    2\n  ]\n}");
  CHECK(forms[0].repaired == "the JSON is written compactly");
  CHECK(forms[4].common);
  CHECK_FALSE(forms.back().common);
}

TEST_CASE("Escapes that a parser lost are put back") {
  const std::string python =
      R"({"id": "evt_2", "url": "https://example.com/a?b=1&c=2", "name": "Zo\u00eb <zoe@example.com>", "note": "100 \u20ac \ud83d\ude00"})";
  const std::string php =
      R"({"id":"evt_2","url":"https:\/\/example.com\/a?b=1&c=2","name":"Zo\u00eb <zoe@example.com>","note":"100 \u20ac \ud83d\ude00"})";
  const std::string php_unicode =
      R"({"id":"evt_2","url":"https:\/\/example.com\/a?b=1&c=2","name":"Zoë <zoe@example.com>","note":"100 € 😀"})";
  const std::string go =
      R"({"id":"evt_2","url":"https://example.com/a?b=1\u0026c=2","name":"Zoë \u003czoe@example.com\u003e","note":"100 € 😀"})";
  const std::string gson =
      R"({"id":"evt_2","url":"https://example.com/a?b\u003d1\u0026c\u003d2","name":"Zoë \u003czoe@example.com\u003e","note":"100 € 😀"})";
  const std::string jackson =
      R"({"id":"evt_2","url":"https://example.com/a?b=1&c=2","name":"Zo\u00EB <zoe@example.com>","note":"100 \u20AC \uD83D\uDE00"})";
  const std::string dotnet =
      R"({"id":"evt_2","url":"https://example.com/a?b=1\u0026c=2","name":"Zo\u00EB \u003Czoe@example.com\u003E","note":"100 \u20AC \uD83D\uDE00"})";
  for (const std::string& original :
       {python, php, php_unicode, go, go + "\n", gson, jackson, dotnet}) {
    CAPTURE(original);
    REQUIRE(stringified(original) == kText);
    CHECK(id_after_stringify(original) == "body.json-escapes-changed");
    CHECK(id_of(all_json_forms(original), kText) == "body.json-escapes-changed");
  }
  CHECK(id_after_stringify(ordered_json::parse(kText).dump(4, ' ', true)) ==
        "body.json-escapes-changed");
}

TEST_CASE("Control characters are escaped as each library escapes them") {
  const std::vector<Variant> forms = all_json_forms("[\"\\u001f\\b\\u000a\x7F \\u00e9\"]");
  CHECK(id_of(forms, "[\"\\u001f\\b\\n\x7F é\"]") == "body.json-escapes-changed");
  CHECK(id_of(forms, R"(["\u001f\b\n\u007f \u00e9"])") == "body.json-escapes-changed");  // Python
  CHECK(id_of(forms, "[\"\\u001F\\b\\n\x7F \\u00E9\"]") == "body.json-escapes-changed");
}

TEST_CASE("Escapes are put back where the body's own spaces stay") {
  CHECK(id_of(all_json_forms("[ \"/\" ,\n\"é\"  ]\n"), "[ \"\\/\" ,\n\"\\u00e9\"  ]\n") ==
        "body.json-escapes-changed");
}

TEST_CASE("Half a surrogate pair and bytes that are not UTF-8 stay as they are") {
  const std::vector<Variant> forms = all_json_forms("[\"\\ud83d\", \"\xFF\", \"é\"]");
  CHECK(id_of(forms, "[\"\\ud83d\",\"\xFF\",\"\\u00e9\"]") == "body.json-escapes-changed");
}

TEST_CASE("Members that the sender sorted are sorted again") {
  const std::string body = R"({"zeta":1,"a":{"y":[{"q":1,"p":2}],"x":"é"},"Beta":2,"bb":3})";
  const json sorted = json::parse(body);  // json sorts by bytes
  for (const std::string& original :
       {std::string("{\n   \"Beta\" : 2,\n   \"a\" : {\n      \"x\" : \"é\",\n      \"y\" : [\n"
                    "         {\n            \"p\" : 2,\n            \"q\" : 1\n         }\n"
                    "      ]\n   },\n   \"bb\" : 3,\n   \"zeta\" : 1\n}\n"),  // Perl, canonical
        sorted.dump(), sorted.dump(2), sorted.dump(2) + "\n", sorted.dump(-1, ' ', true)}) {
    CAPTURE(original);
    CHECK(id_of(all_json_forms(body), original) == "body.json-members-reordered");
  }
  CHECK(id_of(all_json_forms(body),
              R"({"Beta":2,"a":{"y":[{"q":1,"p":2}],"x":"é"},"bb":3,"zeta":1})") ==
        "body.json-members-reordered");
  CHECK(id_of(all_json_forms(body),
              R"({"a": {"x": "é", "y": [{"p": 2, "q": 1}]}, "bb": 3, "Beta": 2, "zeta": 1})") ==
        "body.json-members-reordered");
}

TEST_CASE("Members that are given twice stay, in their order") {
  const std::vector<Variant> forms = all_json_forms(R"({"b":1, "a":2, "b":3})");
  CHECK(id_of(forms, R"({"b":1,"a":2,"b":3})") == "body.json-reserialized");
  CHECK(id_of(forms, R"({"a":2,"b":1,"b":3})") == "body.json-members-reordered");
}

TEST_CASE("Numbers that were written otherwise are written so again") {
  const auto id = [](const char* given, const char* original) {
    return id_of(all_json_forms(given), original);
  };
  const std::string changed = "body.json-numbers-changed";
  CHECK(id(R"({"amount":10})", R"({"amount":10.0})") == changed);
  CHECK(id(R"({"amount":10.0})", R"({"amount":10})") == changed);
  CHECK(id(R"({"amount":10.5})", R"({"amount":10.50})") == changed);
  CHECK(id(R"({"amount":10})", R"({"amount":10.00})") == changed);
  CHECK(id(R"({"amount":10.50})", R"({"amount":10.5})") == changed);
  CHECK(id(R"({"amount":10.00})", R"({"amount":10.0})") == changed);
  CHECK(id(R"({"amount":-0.10})", R"({"amount":-0.1})") == changed);
  CHECK(id("[1e+21]", "[1E21]") == "");  // no library is known to write that
  CHECK(id("[1e+21]", "[1e21]") == changed);
  CHECK(id("[1e+21]", "[1E+21]") == changed);
  CHECK(id("[1e+21]", "[1.0E21]") == changed);   // Java
  CHECK(id("[1e+21]", "[1.0e+21]") == changed);  // PHP
  CHECK(id("[1e-7]", "[1e-07]") == changed);     // Python
  CHECK(id("[0.00001]", "[1e-05]") == changed);
  CHECK(id("[1e-05]", "[0.00001]") == changed);  // JavaScript
  CHECK(id("[12345678.9]", "[1.23456789E7]") == changed);
  CHECK(id("[1.23456789E7]", "[12345678.9]") == changed);
  CHECK(id("[1e20]", "[100000000000000000000]") == changed);
}

TEST_CASE("Numbers of some members alone are written otherwise") {
  const char* given = R"({"id":7,"amount":10.5,"fee":1,"lines":[{"amount":3,"count":2}]})";
  const std::vector<Variant> forms = all_json_forms(given);
  for (const char* original :
       {R"({"id":7,"amount":10.50,"fee":1.00,"lines":[{"amount":3.00,"count":2}]})",
        R"({"id":7,"amount":10.5,"fee":1.0,"lines":[{"amount":3.0,"count":2}]})",
        R"({"id":7,"amount":10.5,"fee":1.0,"lines":[{"amount":3,"count":2}]})",
        R"({"id": 7, "amount": 10.5, "fee": 1, "lines": [{"amount": 3.0, "count": 2}]})"}) {
    CAPTURE(original);
    CHECK(id_of(forms, original) == "body.json-numbers-changed");
  }
}

TEST_CASE("Numbers of some members are written otherwise where the escapes differ, too") {
  // Python's json.dumps, through JSON.stringify.
  CHECK(id_of(all_json_forms(R"({"amount":1099,"rate":19,"name":"Zoë"})"),
              R"({"amount": 1099, "rate": 19.0, "name": "Zo\u00eb"})") ==
        "body.json-numbers-changed");
  CHECK(id_of(all_json_forms(R"({"amount":10,"fee":1.5,"count":3,"net":8.5,"ratio":0.00001})"),
              R"({"amount": 10.0, "fee": 1.5, "count": 3, "net": 8.5, "ratio": 1e-05})") ==
        "body.json-numbers-changed");
}

TEST_CASE("Among many members, those with decimals somewhere are written otherwise") {
  std::string body = "{", original = "{";
  for (int i = 0; i < 20; ++i)
    for (std::string* text : {&body, &original})
      *text += "\"n" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  body += R"("taxes":[{"rate":19},{"rate":8.25}]})";
  original += R"("taxes":[{"rate":19.0},{"rate":8.25}]})";
  CHECK(id_of(all_json_forms(body), original) == "body.json-numbers-changed");
}

TEST_CASE("Perl's spaces come without escapes") {
  CHECK(id_of(all_json_forms(R"({"a":"\u00e9","b":"\/"})"),
              "{\n   \"a\" : \"é\",\n   \"b\" : \"/\"\n}\n") == "body.json-escapes-changed");
}

TEST_CASE("A number that a double cannot hold keeps its digits") {
  for (const Variant& form : all_json_forms("[12345678901234567890123, 0.12345678901234567890]")) {
    CAPTURE(form.value);
    CHECK(form.value.find("12345678901234567890123") != std::string::npos);
  }
}

TEST_CASE("The axes combine, and the deepest gives the name") {
  const std::string given = R"({"b":"é/","a":{"d":1,"c":2.5}})";
  const std::vector<Variant> forms = all_json_forms(given);
  CHECK(id_of(forms, R"({"a": {"c": 2.5, "d": 1}, "b": "\u00e9/"})") ==
        "body.json-members-reordered");
  CHECK(id_of(forms, R"({"b": "\u00e9/", "a": {"d": 1.0, "c": 2.5}})") ==
        "body.json-numbers-changed");
  CHECK(id_of(forms, R"({"b":"\u00e9\/","a":{"d":1.00,"c":2.50}})") == "body.json-numbers-changed");
  CHECK(id_of(forms, R"({"a": {"c": 2.5, "d": 1.0}, "b": "é/"})") == "body.json-numbers-changed");
}

TEST_CASE("Line ends that curl -d removed are put back, and it is named") {
  const std::string original = ordered_json::parse(kPlain).dump(2) + "\n";
  std::string given;
  for (char c : original)
    if (c != '\n') given += c;
  CHECK(id_of(all_json_forms(given), original) == "body.newlines-removed");
}

TEST_CASE("What is no JSON has no forms") {
  for (const char* body : {"", " ", "{", "id=tr_1", "{} x", "\xEF\xBB\xBF{}", "{'a':1}"})
    CHECK(all_json_forms(body).empty());
  const std::string deep = std::string(300, '[') + std::string(300, ']');
  CHECK(all_json_forms(deep).empty());
}

TEST_CASE("The forms of JSON are some hundreds, each once, and stay JSON of the same value") {
  const std::string body =
      R"({"z":"é/<&>'=\"+","n":[1,2.50,1e3,10,7],"e":[],"o":{},"b":{"y":1.0,"x":"\/"},"u":"\u2028"})";
  const std::vector<Variant> forms = all_json_forms(body);
  check_well_formed(forms, body);
  CHECK(forms.size() > 200);
  CHECK(forms.size() < 1200);
  for (const Variant& form : forms)
    REQUIRE(json::parse(form.value) == json::parse(body));
}

TEST_CASE("Forms end when no more is wanted, and a nest does not grow without bounds") {
  for (int most : {1, 2, 30, 100}) {
    int taken = 0;
    json_forms(kText, [&](Variant&&) { return ++taken < most; });
    CHECK(taken == most);
  }
  std::string nest(200, '[');
  for (int i = 0; i < 20000; ++i)
    nest += "0,";
  nest += "0" + std::string(200, ']');
  for (const Variant& form : all_json_forms(nest)) {
    CHECK(form.value.size() >= nest.size());
    CHECK(form.value.size() <= nest.size() * 8 + 4096);
  }
}

}  // namespace
}  // namespace checkoutdiag::webhook
