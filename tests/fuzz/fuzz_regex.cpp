#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/regex/difference.hpp"
#include "lib/regex/matcher.hpp"
#include "lib/text/escape.hpp"

// Two patterns of anybody, in any dialect, and a value: the automaton and the tree agree on the
// value, and what the comparison says is what the value shows.
using namespace checkoutdiag;
using namespace checkoutdiag::regex;

namespace {

constexpr std::size_t kLongest = 120;

void must(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, std::min(end, kLongest));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

Language language_of(std::string_view text, std::uint8_t choice) {
  constexpr std::array<Dialect, 9> kDialects = {
      Dialect::javascript, Dialect::html,   Dialect::json_schema, Dialect::java, Dialect::python,
      Dialect::pcre,       Dialect::dotnet, Dialect::ruby,        Dialect::re2};
  Pattern pattern;
  pattern.text = text;
  pattern.dialect = kDialects[choice % kDialects.size()];
  pattern.flags.ignore_case = (choice & 0x10) != 0;
  pattern.flags.multiline = (choice & 0x20) != 0;
  pattern.flags.dot_all = (choice & 0x40) != 0;
  pattern.flags.unicode = (choice & 0x80) != 0;
  Language language;
  language.patterns.push_back(std::move(pattern));
  return language;
}

bool takes(const Language& language, const std::string& value, const Budget& budget) {
  const Compiled compiled(language);
  const bool automaton = Matcher(language, budget).matches(value);
  const auto tree = compiled.takes(units_of(value));
  if (tree) must(*tree == automaton);
  return automaton;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Language front = language_of(take_line(text), data[0]),
                 gateway = language_of(take_line(text), data[1]);
  // Matching is over well-formed values.
  const std::string value(text::is_utf8(text) ? text.substr(0, kLongest) : std::string_view());
  if (!text::is_utf8(value)) return 0;
  CompareOptions options;
  options.limits.budget = {.states = 3000, .formulas = 20'000, .pairs = 5000, .depth = 1000};
  options.limits.time = std::chrono::milliseconds(100);
  try {
    const Comparison found = compare(front, gateway, options);
    const bool one = takes(front, value, options.limits.budget),
               other = takes(gateway, value, options.limits.budget);
    if (found.verdict == Verdict::equivalent) must(one == other);
    if (found.verdict == Verdict::front_stricter) must(!one || other);
    if (found.verdict == Verdict::front_laxer) must(one || !other);
  } catch (const PatternError&) {
    // Refused, or too large.
  }
  return 0;
}
