#include "lib/text/json_tokens.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "lib/text/escape.hpp"

namespace checkoutdiag::text {
namespace {

using Kind = JsonToken::Kind;

// Where it ends well, "ok"; else where it stops being JSON.
std::string reading(std::string_view text) {
  JsonTokens tokens(text);
  for (;;) {
    const JsonToken token = tokens.next();
    if (token.kind == Kind::end) return "ok";
    if (token.kind == Kind::fault) return std::to_string(tokens.at());
  }
}

bool accepts(std::string_view text) {
  return reading(text) == "ok";
}

std::string raws(std::string_view text) {
  JsonTokens tokens(text);
  std::string out;
  for (JsonToken token = tokens.next(); token.kind != Kind::end; token = tokens.next()) {
    if (token.kind == Kind::fault) return "fault";
    out += std::string(token.raw) + (token.kind == Kind::key ? ":|" : "|");
  }
  return out;
}

// A generated text with every part of the grammar, valid as it stands.
std::string generate(std::mt19937& random, int depth) {
  static const std::vector<std::string> kLeaves{
      "0",       "-0",       "10.50",
      "1e5",     "-1.5E-03", "12345678901234567890",
      "true",    "false",    "null",
      R"("")",   R"("a b")", R"("\u00e9\n\/\\\"")",
      "\"é✓😀\"", R"("𝄞")",   "\"long enough for words of eight bytes, \\t twice\""};
  const auto spaces = [&random] {
    static const std::vector<std::string> kSpaces{"", "", "", " ", "\n", "\t", "\r\n  "};
    return kSpaces[random() % kSpaces.size()];
  };
  const std::size_t kind = depth == 0 ? 0 : random() % 3;
  if (kind == 0) return spaces() + kLeaves[random() % kLeaves.size()] + spaces();
  std::string out = spaces() + (kind == 1 ? "{" : "[") + spaces();
  const std::size_t count = random() % 4;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    if (kind == 1) out += spaces() + "\"k" + std::to_string(i) + "\"" + spaces() + ':';
    out += generate(random, depth - 1);
  }
  return out + (kind == 1 ? "}" : "]") + spaces();
}

void mutate(std::string& text, std::mt19937& random) {
  constexpr std::string_view kBytes = "{}[]\",:\\/0123456789.eE+-truefalsn u\n\t\r\x01\x1f";
  const std::size_t at = random() % (text.size() + 1);
  const char byte = kBytes[random() % kBytes.size()];
  switch (random() % 4) {
    case 0:
      text.insert(at, 1, byte);
      break;
    case 1:
      text.erase(at, 1 + random() % 3);
      break;
    case 2:
      if (at < text.size()) text[at] = byte;
      break;
    default:
      text.resize(at);
  }
}

TEST_CASE("JSON tokens keep order, duplicates and the text of numbers") {
  CHECK(raws(R"( {"b": 1.0, "a":[10.50,1E+2,{}], "b" : "\/"} )") ==
        R"({|"b":|1.0|"a":|[|10.50|1E+2|{|}|]|"b":|"\/"|}|)");
  CHECK(raws("7") == "7|");
  CHECK(raws("[]") == "[|]|");
}

TEST_CASE("JSON tokens accept what another parser accepts") {
  std::mt19937 random(8259);
  int valid = 0, invalid = 0;
  for (int i = 0; i < 40000; ++i) {
    std::string text = generate(random, static_cast<int>(random() % 5));
    for (std::size_t mutations = random() % 4; mutations > 0; --mutations)
      mutate(text, random);
    // The other parser wants UTF-8, whole surrogate pairs and numbers that fit a double; RFC 8259
    // leaves all three to whoever reads the value.
    if (!is_utf8(text) || text.find("\\ud") != text.npos) continue;
    if (text.find_first_of("eE") != text.npos && accepts(text) && !nlohmann::json::accept(text))
      continue;
    CAPTURE(text);
    REQUIRE(accepts(text) == nlohmann::json::accept(text));
    (accepts(text) ? valid : invalid)++;
  }
  CHECK(valid > 8000);
  CHECK(invalid > 8000);
}

TEST_CASE("JSON tokens tell the byte at which a text stops being JSON") {
  CHECK(reading("") == "0");
  CHECK(reading("  ") == "2");
  CHECK(reading("{\"a\" 1}") == "5");
  CHECK(reading("[1,]") == "3");
  CHECK(reading("{\"a\":1,}") == "7");
  CHECK(reading("01") == "1");
  CHECK(reading("-x") == "1");
  CHECK(reading("1.") == "2");
  CHECK(reading("1e+") == "3");
  CHECK(reading("trux") == "3");
  CHECK(reading("truex") == "4");
  CHECK(reading("\"ab\ncd\"") == "3");
  CHECK(reading("\"0123456789\x1f\"") == "11");
  CHECK(reading("\"\\x\"") == "2");
  CHECK(reading("\"\\u12G4\"") == "5");
  CHECK(reading("[1}") == "2");
  CHECK(reading("[1") == "2");
  CHECK(reading("{} {}") == "3");
  CHECK(reading(std::string_view("{}\0", 3)) == "2");
  CHECK(reading("\xEF\xBB\xBF{}") == "0");
  CHECK(accepts("\"\xFF\xC0\x80\""));
}

TEST_CASE("JSON tokens go so deep and no deeper") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(accepts(nested(JsonTokens::kDeepest)));
  CHECK(reading(nested(JsonTokens::kDeepest + 1)) == std::to_string(JsonTokens::kDeepest));
  CHECK_FALSE(accepts(std::string(10'000'000, '[')));
}

TEST_CASE("JSON tokens give the same end and the same fault again") {
  JsonTokens good("1"), bad("[x");
  good.next();
  bad.next();
  for (int i = 0; i < 3; ++i) {
    CHECK(good.next().kind == Kind::end);
    CHECK(bad.next().kind == Kind::fault);
    CHECK(bad.at() == 1);
    CHECK_FALSE(bad.skip(bad.next()));
  }
}

TEST_CASE("A value is skipped whole, and what follows is next") {
  JsonTokens tokens(R"({"a":{"x":[1,{"y":[]}]},"b":"s","c":[]} )");
  REQUIRE(tokens.next().kind == Kind::object_begin);
  for (const char* key : {"\"a\"", "\"b\"", "\"c\""}) {
    CHECK(tokens.next().raw == key);
    CHECK(tokens.skip(tokens.next()));
  }
  CHECK(tokens.next().kind == Kind::object_end);
  CHECK(tokens.next().kind == Kind::end);
  JsonTokens broken("[[1,2}]");
  CHECK_FALSE(broken.skip(broken.next()));
}

TEST_CASE("A JSON string is unescaped as another parser does it") {
  std::string out;
  for (const char* raw : {R"("")", R"("plain")", R"("\"\\\/\b\f\n\r\t")", R"("\u0041\u00e9\u20AC")",
                          R"("\ud83d\ude00 \uD834\uDD1E")", R"("\u0000x")", "\"é\\u00e9\""}) {
    CAPTURE(raw);
    CHECK(unescape_json(raw, out));
    CHECK(out == nlohmann::json::parse(raw).get<std::string>());
  }
}

TEST_CASE("Half a surrogate pair and what is no JSON string are not unescaped") {
  std::string out;
  for (const char* raw :
       {R"("\ud83d")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\u0041")", R"("\ude00")", "",
        "\"", "x", R"("\")", R"("\u12")", R"("\q")", R"("\ud83d\ude0")"})
    CHECK_FALSE(unescape_json(raw, out));
  CHECK(unescape_json("\"\xFF\"", out));
  CHECK(out == "\xFF");
}

}  // namespace
}  // namespace checkoutdiag::text
