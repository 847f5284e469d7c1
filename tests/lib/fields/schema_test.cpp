#include "lib/fields/schema.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "lib/failure.hpp"
#include "lib/regex/matcher.hpp"
#include "tests/lib/x509/scratch.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::fields;

namespace {

struct File {
  explicit File(const std::string& name, const std::string& text)
      : path(scratch.path() + "/" + name) {
    std::ofstream(path) << text;
  }
  const test::Scratch scratch;
  const std::string path;
};

Schema read(const std::string& name, const std::string& text, const std::string& part = {}) {
  const File file(name, text);
  return read_schema(file.path + part);
}

std::string refusal(const std::string& name, const std::string& text,
                    const std::string& part = {}) {
  try {
    read(name, text, part);
    return "it was read";
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return std::string(failure.what()) + " | " + failure.hint;
  }
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

const Field& named(const Schema& schema, const std::string& name) {
  for (const Field& each : schema.fields)
    if (each.name == name) return each;
  FAIL("no field " << name);
  return schema.fields.front();
}

bool takes(const Field& field, const std::string& value) {
  regex::Language language = field.language;
  language.patterns.insert(language.patterns.end(), field.typeable.begin(), field.typeable.end());
  return regex::Matcher(language).matches(value);
}

const char* const kForm = R"(<!DOCTYPE html><form id=q><input name=q></form>
<FORM name="pay"><label>Card <INPUT NAME=number pattern="\d{13,19}" maxlength=19 required
 autocomplete="section-a billing cc-number"></label>
<input id=csc type=tel minlength=3 maxlength="x" pattern='[0-9]+'>
<input name=zip pattern="[\w-]+"><input name=mail type=email required>
<input name=day type=date><input name=n type=number min=1>
<select name=country required><option value="">choose<option value=GB>UK</option>
<option> Swiss  </option></select>
<input type=radio name=kind value=visa><input type=radio name=kind value=amex>
<textarea name=note maxlength=5></textarea>
<input type=hidden name=token value=1><input type=submit name=go><input name=off disabled>
<input name=fresh type=unheard-of></form><input name=far form=q>)";

}  // namespace

TEST_CASE("a form is what its browser checks") {
  const Schema form = read("checkout.html", kForm, "#pay");
  CHECK(form.kind == "form pay");
  REQUIRE(form.fields.size() == 11);
  const Field& number = named(form, "number");
  CHECK(number.meaning == Meaning::card_number);
  CHECK(takes(number, "4111111111111"));
  CHECK_FALSE(takes(number, "4111 111111111"));
  CHECK_FALSE(takes(number, "41111111111111111111"));
  CHECK_FALSE(takes(number, ""));

  const Field& code = named(form, "csc");  // by its id
  CHECK(code.meaning == Meaning::security_code);
  CHECK(takes(code, ""));
  CHECK_FALSE(takes(code, "12"));
  CHECK(takes(code, "123456789"));  // maxlength=x is none

  const Field& zip = named(form, "zip");
  CHECK(has(zip.ignored, "does not compile with the flag v"));
  CHECK(takes(zip, "anything at all"));
  CHECK_FALSE(takes(zip, "two\nlines"));

  const Field& mail = named(form, "mail");
  CHECK(takes(mail, "a@b"));
  CHECK_FALSE(takes(mail, "a@b@c"));
  CHECK(mail.normaliser.has_value());
  CHECK(named(form, "day").unread.size() == 1);
  CHECK(named(form, "n").unread == std::vector<std::string>{"min"});

  const Field& country = named(form, "country");
  CHECK(country.language.values == std::vector<std::string>{"", "GB", "Swiss"});
  CHECK_FALSE(takes(country, ""));
  CHECK(takes(country, "Swiss"));
  CHECK(named(form, "kind").language.values == std::vector<std::string>{"visa", "amex"});
  CHECK(takes(named(form, "note"), "1\n345"));
  CHECK_FALSE(takes(named(form, "note"), "123456"));
  CHECK(takes(named(form, "fresh"), "text"));  // as browsers do
}

TEST_CASE("one of several forms, by id, name and number") {
  CHECK(read("a.html", kForm, "#q").fields.size() == 2);
  CHECK(read("a.html", kForm, "#1").fields.size() == 2);
  CHECK(read("a.html", kForm, "#2").fields.size() == 11);
  CHECK(has(refusal("a.html", kForm), "has 2 forms with fields | name one, "));
  CHECK(has(refusal("a.html", kForm, "#none"), "has no form none"));
  CHECK(has(refusal("a.html", "<p>no form</p>"), "no form with fields is in it"));
  CHECK(read("a.html", "<input name=x>").kind == "page without a form");
}

TEST_CASE("what a form does not check, does not send, and sends twice") {
  const Schema loose =
      read("a.html", "<form novalidate><input name=cvc pattern=\\d{3} required></form>");
  CHECK(takes(loose.fields.at(0), "abcd"));
  CHECK(takes(loose.fields.at(0), ""));
  CHECK(has(loose.fields.at(0).ignored, "novalidate"));
  CHECK(read("a.html", "<form novalidate><input name=a></form>").fields.at(0).ignored.empty());
  const Schema off = read("a.html",
                          "<form><fieldset disabled><fieldset><input name=a></fieldset><input "
                          "name=b></fieldset><input name=c><select name=d><option disabled>x"
                          "<option>y</select></form>");
  REQUIRE(off.fields.size() == 2);
  CHECK(off.fields.at(0).name == "c");
  CHECK_FALSE(takes(off.fields.at(1), "x"));
  CHECK(takes(off.fields.at(1), "y"));
  const Schema twice =
      read("a.html", "<form><input name=a pattern=x><input name=a pattern=y></form>");
  CHECK(takes(twice.fields.at(0), "z"));
  CHECK(twice.fields.at(0).unread == std::vector<std::string>{"another control of the same name"});
  const Schema never = read("a.html", "<form><input name=a minlength=5 maxlength=2></form>");
  CHECK_FALSE(takes(never.fields.at(0), "11"));
  CHECK_FALSE(takes(never.fields.at(0), "11111"));
}

TEST_CASE("what a browser does not make controls of, and what it finds elsewhere") {
  const Schema page = read("a.html",
                           "<title><input name=a></title><template><form><input name=b></form>"
                           "</template><noscript><input name=c></noscript>"
                           "<input name=d form=pay><form id=pay><textarea name=e>"
                           "<input name=f></textarea></form>"
                           "<form id=logout><input type=hidden name=csrf value=1></form>");
  CHECK(page.kind == "form pay");
  REQUIRE(page.fields.size() == 2);
  CHECK(page.fields[0].name == "d");
  CHECK(page.fields[1].name == "e");
}

TEST_CASE("a hidden control sends what the page has, or what a script puts into it") {
  const Schema page = read("a.html",
                           "<form><input name=a><input type=hidden name=currency value=EUR>"
                           "<input type=hidden name=token></form>");
  REQUIRE(page.fields.size() == 3);
  CHECK(page.fields[1].is_hidden);
  CHECK(page.fields[1].language.values == std::vector<std::string>{"EUR"});
  CHECK(page.fields[1].unread.empty());
  CHECK(page.fields[2].unread.size() == 1);
}

TEST_CASE("a number has no pattern and no length") {
  const Schema page = read("a.html", "<form><input type=number name=cvc maxlength=4></form>");
  CHECK(page.fields.at(0).ignored == "type=number has no maxlength");
  CHECK(read("a.html", "<form><input type=tel name=cvc maxlength=4></form>").fields.at(0).ignored ==
        "");
}

TEST_CASE("a schema that refuses fields that it does not know") {
  const std::string some = R"("properties": {"a": {"type": "string"}})";
  CHECK(read("s.json", "{" + some + R"(, "additionalProperties": false})").is_closed);
  CHECK(read("s.json", "{" + some + R"(, "unevaluatedProperties": false})").is_closed);
  CHECK_FALSE(read("s.json", "{" + some + "}").is_closed);
  CHECK_FALSE(read("s.json", "{" + some + R"(, "additionalProperties": {}})").is_closed);
  CHECK_FALSE(
      read("s.json", "{" + some + R"(, "additionalProperties": false, "patternProperties": {}})")
          .is_closed);
}

TEST_CASE("rules beside a $ref count where the draft says so") {
  const std::string beside = R"("properties": {"a": {"$ref": "#/$defs/n", "maxLength": 2}},)"
                             R"( "$defs": {"n": {"pattern": "^\\d+$"}}})";
  for (const char* modern : {"{", R"({"$schema": "https://json-schema.org/draft/2020-12/schema",)",
                             R"({"openapi": "3.1.0",)"}) {
    const Schema schema = read("a.json", modern + beside);
    CHECK_FALSE(takes(schema.fields.at(0), "111"));
    CHECK_FALSE(takes(schema.fields.at(0), "x"));
    CHECK(takes(schema.fields.at(0), "11"));
  }
  for (const char* older : {R"({"$schema": "http://json-schema.org/draft-07/schema#",)",
                            R"({"openapi": "3.0.3",)", R"({"swagger": "2.0",)"})
    CHECK(takes(read("a.json", older + beside).fields.at(0), "111"));
}

TEST_CASE("a value or null is that value; of several values none is chosen") {
  const Schema schema = read("a.json", R"({"properties": {
    "a": {"anyOf": [{"type": "string", "pattern": "^x$"}, {"type": "null"}]},
    "b": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/n"}]},
    "c": {"anyOf": [{"pattern": "^x$"}, {"pattern": "^y$"}]},
    "d": {"anyOf": 1}}, "$defs": {"n": {"maxLength": 1}}})");
  CHECK(named(schema, "a").unread.empty());
  CHECK_FALSE(takes(named(schema, "a"), "y"));
  CHECK(named(schema, "b").unread.empty());
  CHECK_FALSE(takes(named(schema, "b"), "yy"));
  for (const char* each : {"c", "d"})
    CHECK(named(schema, each).unread == std::vector<std::string>{"\"anyOf\""});
}

TEST_CASE("one property that cannot be read leaves the others") {
  const Schema schema = read("a.json", R"({"properties": {"a": {"pattern": "^x$"},
    "self": {"$ref": "#"}, "no": false, "gone": {"$ref": "#/$defs/none"},
    "far": {"$ref": "b.json#/x"}, "odd": {"maxLength": "2"}}, "patternProperties": {"^b": {}}})");
  CHECK(schema.fields.size() == 5);
  CHECK_FALSE(takes(named(schema, "a"), "y"));
  CHECK_FALSE(takes(named(schema, "no"), "1"));
  for (const char* each : {"gone", "far", "odd"})
    CHECK(named(schema, each).unread.size() == 2);
  CHECK(has(named(schema, "gone").unread.front(), "leads nowhere here"));
  CHECK(has(named(schema, "a").unread.at(0), "patternProperties"));
  CHECK(has(refusal("a.yaml", "properties: {a: {}}\n---\nb: 1\n"), "a second document begins"));
}

TEST_CASE("a JSON Schema is what it refuses, and says what was not read") {
  const Schema schema =
      read("card.json", R"({"$schema": "https://json-schema.org/draft/2020-12/schema",
    "required": ["number", "billing"], "properties": {
      "number": {"type": "string", "pattern": "^\\d{13,19}$"},
      "name": {"$ref": "#/$defs/name"},
      "year": {"type": "integer"},
      "mail": {"type": "string", "format": "email", "maxLength": 20},
      "brand": {"enum": ["visa", "amex"]},
      "billing": {"type": "object", "required": ["zip"], "properties": {
        "zip": {"allOf": [{"pattern": "^[0-9-]+$"}, {"minLength": 5}]}, "state": {"type": "string"}}}},
    "$defs": {"name": {"type": "string", "minLength": 2, "maxLength": 3}}})");
  REQUIRE(schema.fields.size() == 7);
  CHECK(takes(named(schema, "number"), "4111111111111111"));
  CHECK_FALSE(takes(named(schema, "number"), "4111111111111111\n"));
  CHECK_FALSE(named(schema, "number").language.optional);
  CHECK(named(schema, "name").language.optional);
  // Characters, not UTF-16 code units.
  CHECK(takes(named(schema, "name"), "\xF0\x9F\x92\xB3\xF0\x9F\x92\xB3\xF0\x9F\x92\xB3"));
  CHECK_FALSE(takes(named(schema, "name"), "abcd"));
  CHECK(takes(named(schema, "year"), "-12"));
  CHECK_FALSE(takes(named(schema, "year"), "012"));
  CHECK(named(schema, "mail").unread == std::vector<std::string>{"\"format\": \"email\""});
  CHECK(named(schema, "brand").language.values.size() == 2);
  CHECK(named(schema, "billing.zip").meaning == Meaning::postal_code);
  CHECK_FALSE(named(schema, "billing.zip").language.optional);
  CHECK(named(schema, "billing.state").language.optional);
  CHECK_FALSE(takes(named(schema, "billing.zip"), "123"));
}

TEST_CASE("a property of two schemas has the rules of both") {
  const Schema schema = read("card.json", R"({"allOf": [
    {"properties": {"zip": {"pattern": "^[0-9]+$"}}},
    {"required": ["zip"], "properties": {"zip": {"maxLength": 5}}}]})");
  REQUIRE(schema.fields.size() == 1);
  CHECK_FALSE(schema.fields[0].language.optional);
  CHECK(takes(schema.fields[0], "12345"));
  CHECK_FALSE(takes(schema.fields[0], "123456"));
  CHECK_FALSE(takes(schema.fields[0], "a"));
}

TEST_CASE("an OpenAPI description in YAML, and one of its schemas") {
  const char* const text =
      "openapi: 3.0.3\n"
      "components:\n"
      "  schemas:\n"
      "    Name: {type: string, maxLength: 45}\n"
      "    Card:\n"
      "      type: object\n"
      "      required: [number]\n"
      "      properties:\n"
      "        number: {type: string, pattern: '^\\d{13,19}$'}\n"
      "        holder: {$ref: '#/components/schemas/Name'}\n"
      "        code: {type: string, enum: [01, \"02\", yes]}\n";
  const Schema card = read("api.yaml", text);
  CHECK(card.kind == "OpenAPI schema Card");
  REQUIRE(card.fields.size() == 3);
  CHECK_FALSE(takes(named(card, "number"), "1"));
  // YAML 1.2: 01 is no number of JSON's, and yes is a text.
  CHECK(named(card, "code").language.values == std::vector<std::string>{"01", "02", "yes"});
  CHECK(read("api.yaml", text, "#/components/schemas/Card").fields.size() == 3);
  CHECK(has(refusal("api.yaml", text, "#Order"), "has no schema Order | name one, "));
  CHECK(has(refusal("api.yaml", text, "#/paths/x"), "there is nothing at #/paths/x"));
}

TEST_CASE("what cannot be read is refused") {
  const Schema circle = read("a.json", R"({"properties": {"a": {"$ref": "#/properties/a"}}})");
  CHECK(has(circle.fields.at(0).unread.at(0), "leads nowhere here"));
  CHECK(has(refusal("a.json",
                    R"({"properties": {"a": {"properties": {"b": {"$ref": "#/properties/a"}}}}})"),
            "has no properties"));
  CHECK(has(refusal("a.json", R"({"$ref": "b.json#/x", "properties": {}})"), "is in another file"));
  CHECK(has(refusal("a.json", "{"), "a.json:1: not JSON"));
  CHECK(has(refusal("a.json", "{}"), "no schema with properties"));
  std::string doubling = R"({"$ref": "#/$defs/d0", "properties": {}, "$defs": {)";
  for (int i = 0; i < 28; ++i) {
    const std::string next = R"({"$ref": "#/$defs/d)" + std::to_string(i + 1) + "\"}";
    doubling += "\"d" + std::to_string(i) + "\": {\"allOf\": [" + next + ", " + next + "]}, ";
  }
  doubling += R"("d28": {"properties": {"a": {}}}}})";
  CHECK(has(refusal("a.json", doubling), "lead to too many schemas"));
  CHECK(has(refusal("a.yaml", "a: [1\nb: 2"), "a.yaml:2: not YAML"));
  CHECK(has(refusal("a.yaml", "a: 1\na: 2"), "\"a\" is given twice"));
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int n = 0; n < 9; ++n)
      bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK(has(refusal("a.yaml", bomb), "too many values"));
  CHECK(has(refusal("a.yaml", std::string(5000, '[')), "a.yaml:1"));
  // A list as a value, with a byte that is not UTF-8.
  CHECK(read("a.yaml", "properties: {a: {const: [\"b\x8c\"]}}").fields.size() == 1);
}

TEST_CASE("a file of fields, with rules by country") {
  const Schema schema = read("mine.json", R"({"title": "Mine", "fields": {
    "pan": {"pattern": "^\\d+$", "normalise": "spaces,dashes", "luhn": true},
    "code": {"meaning": "security-code", "values": ["1"]},
    "zip": {"maxlength": 9, "countries": {"GB": {"pattern": "^[A-Z0-9 ]+$"}}}}})");
  CHECK(schema.kind == "Mine");
  CHECK(named(schema, "pan").normaliser->size() == 2);
  CHECK(named(schema, "pan").luhn == true);
  CHECK(named(schema, "code").meaning == Meaning::security_code);
  CHECK(named(schema, "zip").by_country.count("GB") == 1);
  CHECK(has(refusal("m.json", R"({"fields": {"a": {"shape": "x"}}})"), "shape"));
  CHECK(has(refusal("m.json", R"({"fields": {"a": {"countries": {"XX": {}}}}})"), "is no country"));
  CHECK(has(refusal("m.json", R"({"fields": {"a": {"meaning": "x"}}})"), "\"meaning\" must be"));
}

TEST_CASE("the schemas that the program has") {
  for (const std::string& name : schema_names()) {
    CAPTURE(name);
    CHECK_FALSE(read_schema(name).fields.empty());
  }
  CHECK(read_schema("postal").fields.front().by_country.size() > 170);
  CHECK_THROWS_WITH_AS(read_schema("postel"), "there is no schema postel", Failure);
}

TEST_CASE("what a field means, by its name and by autocomplete") {
  CHECK(meaning_of_name("billing.zipCode") == Meaning::postal_code);
  CHECK(meaning_of_name("billingPostcode") == Meaning::postal_code);
  CHECK(meaning_of_name("card[cvc]") == Meaning::security_code);
  CHECK(meaning_of_name("cardNumber") == Meaning::card_number);
  CHECK(meaning_of_name("zipper") == Meaning::other);
  CHECK(meaning_of_autocomplete("section-b shipping postal-code") == Meaning::postal_code);
  CHECK(meaning_of_autocomplete("TEL-national") == Meaning::phone);
  CHECK(meaning_of_autocomplete("off") == Meaning::other);
}
