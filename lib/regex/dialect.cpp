#include "lib/regex/dialect.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/failure.hpp"
#include "lib/regex/unicode.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::regex {
namespace {

struct Entry {
  Dialect dialect;
  std::string_view word, letters;  // of its flags
};

constexpr std::array<Entry, 9> kEntries = {{
    {Dialect::javascript, "javascript", "dgimsuvy"},
    {Dialect::html, "html", ""},
    {Dialect::json_schema, "json-schema", ""},
    {Dialect::java, "java", "imsxuU"},
    {Dialect::python, "python", "aimsux"},
    {Dialect::pcre, "pcre", "imsxuD"},
    {Dialect::dotnet, "dotnet", "imsx"},
    {Dialect::ruby, "ruby", "imx"},
    {Dialect::re2, "re2", "ims"},
}};

const Entry& entry(Dialect dialect) {
  return *std::find_if(kEntries.begin(), kEntries.end(),
                       [&](const Entry& each) { return each.dialect == dialect; });
}

// Other names under which people know them.
constexpr std::array<std::pair<std::string_view, Dialect>, 11> kAliases = {{
    {"js", Dialect::javascript},
    {"ecmascript", Dialect::javascript},
    {"jsonschema", Dialect::json_schema},
    {"openapi", Dialect::json_schema},
    {"php", Dialect::pcre},
    {"pcre2", Dialect::pcre},
    {"perl", Dialect::pcre},
    {".net", Dialect::dotnet},
    {"csharp", Dialect::dotnet},
    {"go", Dialect::re2},
    {"onigmo", Dialect::ruby},
}};

const CharSet kAsciiDigit{{'0', '9'}};
const CharSet kAsciiWord{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
// ECMA-262 12.2 and 12.3: WhiteSpace and LineTerminator.
const CharSet kScriptSpace{{0x09, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680},
                           {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F},
                           {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
const CharSet kScriptLines{{0x0A, 0x0A}, {0x0D, 0x0D}, {0x2028, 0x2029}};
const CharSet kLineFeed{{0x0A, 0x0A}};
// java.util.regex.Pattern, "Line terminators".
const CharSet kJavaLines{{0x0A, 0x0A}, {0x0D, 0x0D}, {0x85, 0x85}, {0x2028, 0x2029}};
// str.isspace() of Python has the separators of ASCII besides.
const CharSet kPythonSpace{{0x09, 0x0D},     {0x1C, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                           {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                           {0x205F, 0x205F}, {0x3000, 0x3000}};
const CharSet kDotnetSpace{{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                           {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                           {0x205F, 0x205F}, {0x3000, 0x3000}};
const CharSet kAsciiSpace{{0x09, 0x0D}, {0x20, 0x20}};
// Without the vertical tab: RE2 and Go, https://github.com/google/re2/wiki/Syntax.
const CharSet kRe2Space{{0x09, 0x0A}, {0x0C, 0x0D}, {0x20, 0x20}};

void script(const Pattern& pattern, Meaning& meaning) {
  const bool unicode =
      pattern.flags.unicode || pattern.flags.sets || pattern.dialect != Dialect::javascript;
  meaning.units = !unicode;
  meaning.unicode_case = unicode;
  meaning.lenient = !unicode;
  meaning.digit = kAsciiDigit;
  meaning.word = kAsciiWord;
  meaning.space = kScriptSpace;
  meaning.not_dot = meaning.line_end = kScriptLines;
  // U+017F and U+212A, which fold to s and k (ECMA-262, WordCharacters).
  if (unicode && pattern.flags.ignore_case)
    meaning.word = meaning.word | CharSet{{0x17F, 0x17F}, {0x212A, 0x212A}};
  if (pattern.dialect == Dialect::html) meaning.match = Match::full;
}

void python(const Pattern& pattern, Meaning& meaning) {
  meaning.dollar = Meaning::Dollar::line_feed;
  meaning.unicode_case = !pattern.flags.ascii;
  if (pattern.flags.ascii) return;
  meaning.digit = category("Nd");
  // str.isalnum() or "_".
  meaning.word = category("L") | category("N") | CharSet::one('_');
  meaning.space = kPythonSpace;
}

void dotnet(Meaning& meaning) {
  meaning.dollar = Meaning::Dollar::line_feed;
  meaning.units = true;
  meaning.unicode_case = true;
  meaning.digit = category("Nd");
  meaning.word = category("L") | category("Mn") | category("Nd") | category("Pc");
  meaning.space = kDotnetSpace;
}

void java(const Pattern& pattern, Meaning& meaning) {
  meaning.match = Match::full;
  meaning.dollar = Meaning::Dollar::line_terminator;
  meaning.not_dot = meaning.line_end = kJavaLines;
  meaning.unicode_case = pattern.flags.unicode;
}

}  // namespace

std::optional<Dialect> dialect_of(std::string_view word) {
  for (const Entry& each : kEntries)
    if (each.word == word) return each.dialect;
  for (const auto& [name, dialect] : kAliases)
    if (name == word) return dialect;
  return std::nullopt;
}

std::string_view word_of(Dialect dialect) {
  return entry(dialect).word;
}

const std::vector<std::string_view>& dialect_words() {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> all;
    for (const Entry& each : kEntries)
      all.push_back(each.word);
    return all;
  }();
  return words;
}

Flags flags_of(std::string_view letters, Dialect dialect) {
  Flags flags;
  for (char letter : letters) {
    if (entry(dialect).letters.find(letter) == std::string_view::npos)
      throw Failure(Failure::Kind::input,
                    fmt::format("{} has no flag '{}'", word_of(dialect),
                                text::printable(std::string(1, letter))),
                    entry(dialect).letters.empty()
                        ? std::string("its patterns have no flags")
                        : fmt::format("its flags are {}", entry(dialect).letters));
    switch (letter) {
      case 'i':
        flags.ignore_case = true;
        break;
      case 'm':
        (dialect == Dialect::ruby ? flags.dot_all : flags.multiline) = true;
        break;
      case 's':
        flags.dot_all = true;
        break;
      case 'u':
      case 'U':
        flags.unicode = true;
        break;
      case 'v':
        flags.sets = true;
        break;
      case 'x':
        flags.extended = true;
        break;
      case 'D':
        flags.dollar_end = true;
        break;
      case 'a':
        flags.ascii = true;
        break;
      case 'y':
        flags.sticky = true;
        break;
      default:  // d and g change what is told of a match
        break;
    }
  }
  if (flags.unicode && flags.sets && dialect == Dialect::javascript)
    throw Failure(Failure::Kind::input, "javascript does not take the flags u and v together",
                  "give one of them");
  return flags;
}

Meaning meaning_of(const Pattern& pattern) {
  Meaning meaning;
  meaning.digit = kAsciiDigit;
  meaning.word = kAsciiWord;
  meaning.space = kAsciiSpace;
  meaning.not_dot = meaning.line_end = kLineFeed;
  switch (pattern.dialect) {
    case Dialect::javascript:
    case Dialect::html:
    case Dialect::json_schema:
      script(pattern, meaning);
      break;
    case Dialect::java:
      java(pattern, meaning);
      break;
    case Dialect::python:
      python(pattern, meaning);
      break;
    case Dialect::pcre:
      if (!pattern.flags.dollar_end) meaning.dollar = Meaning::Dollar::line_feed;
      meaning.unicode_case = pattern.flags.unicode;
      break;
    case Dialect::dotnet:
      dotnet(meaning);
      break;
    case Dialect::ruby:
      meaning.line_anchors = true;
      meaning.unicode_case = true;
      break;
    case Dialect::re2:
      meaning.space = kRe2Space;
      meaning.unicode_case = true;
      break;
  }
  if (pattern.flags.sticky) meaning.match = Match::prefix;
  if (pattern.match) meaning.match = *pattern.match;
  return meaning;
}

}  // namespace checkoutdiag::regex
