#include <algorithm>
#include <array>

#include "lib/regex/parser.hpp"
#include "lib/regex/unicode.hpp"
#include "lib/text/ascii.hpp"

// What begins with a \.
namespace checkoutdiag::regex {
namespace {

bool is_digit(Point c) {
  return c >= '0' && c <= '9';
}

bool is_letter(Point c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int hex_value(Point c) {
  if (is_digit(c)) return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  return -1;
}

}  // namespace

std::optional<Point> Parser::take_hex(std::size_t least, std::size_t most) {
  Point value = 0;
  std::size_t digits = 0;
  for (; digits < most && hex_value(peek(digits)) >= 0; ++digits)
    value = value * 16 + static_cast<Point>(hex_value(peek(digits)));
  if (digits < least || value > kLastPoint) return std::nullopt;
  at_ += digits;
  return value;
}

std::optional<Point> Parser::take_octal(std::size_t most) {
  constexpr Point kLastOctal = 0xFF;
  Point value = 0;
  std::size_t digits = 0;
  while (digits < most && peek() >= '0' && peek() <= '7' &&
         value * 8 + (peek() - '0') <= kLastOctal) {
    value = value * 8 + (peek() - '0');
    ++at_;
    ++digits;
  }
  return digits ? std::optional(value) : std::nullopt;
}

// At a \: an assertion, or nothing, and nothing is taken.
std::optional<int> Parser::parse_assertion_escape() {
  const Point letter = peek(1);
  if (letter == 'b' || letter == 'B') {
    at_ += 2;
    if (peek() == '{' && (is(Dialect::java) || is(Dialect::pcre))) give_up("\\b{");
    Node node;
    node.kind = Kind::boundary;
    node.set = meaning_.word;
    node.negative = letter == 'B';
    return add(std::move(node));
  }
  if (is_script()) return std::nullopt;
  if (letter == 'A') {
    at_ += 2;
    return add(Kind::text_start);
  }
  if (letter == 'z' && !is(Dialect::python)) {
    at_ += 2;
    return add(Kind::text_end);
  }
  if (letter != 'Z' || is(Dialect::re2)) return std::nullopt;
  at_ += 2;
  if (is(Dialect::python)) return add(Kind::text_end);
  // As $ is without m.
  const Mode mode = mode_;
  const bool lines = meaning_.line_anchors;
  const auto dollar = meaning_.dollar;
  mode_.multiline = false;
  meaning_.line_anchors = false;
  meaning_.dollar =
      is(Dialect::java) ? Meaning::Dollar::line_terminator : Meaning::Dollar::line_feed;
  const int end = end_anchor();
  mode_ = mode;
  meaning_.line_anchors = lines;
  meaning_.dollar = dollar;
  return end;
}

// At a \ that is no assertion.
int Parser::parse_escape() {
  if (const auto reference = parse_reference()) return *reference;
  const Escape escape = parse_escape_of(false);
  return escape.point ? add_point(*escape.point) : add_set(folded(escape.set));
}

std::optional<int> Parser::parse_reference() {
  const Point letter = peek(1);
  if (letter == 'k' && (!is_script() || strict() || named_) && !is(Dialect::re2)) {
    at_ += 2;
    if (take('<')) return named_reference(take_name('>'));
    if (!is_script() && take('{')) return named_reference(take_name('}'));
    if (!is_script() && take('\'')) return named_reference(take_name('\''));
    refuse("\\k has no group's name behind it");
  }
  if (letter == 'g' && (is(Dialect::pcre) || is(Dialect::ruby))) give_up("\\g");
  if (letter < '1' || letter > '9' || is(Dialect::re2)) return std::nullopt;
  const std::size_t begin = at_;
  ++at_;
  const std::uint32_t number = *take_number();
  const bool there = number <= static_cast<std::uint32_t>(total_);
  constexpr std::uint32_t kSingle = 9;
  if (there) return reference_to(static_cast<int>(number));
  if (strict() || is(Dialect::python) || (!is_script() && number <= kSingle))
    refuse("\\" + std::to_string(number) + " is the number of no group");
  if (is(Dialect::java)) give_up("a reference to a group that is not there");
  at_ = begin;
  return std::nullopt;
}

int Parser::reference_to(int number) {
  // A lookbehind is matched from its end, so that what stands first has not been captured yet.
  if (behinds_ > 0 && number > before_behind_)
    give_up("a back reference to a group within the same lookbehind");
  // In JavaScript a group that took no part is an empty word; elsewhere nothing matches it.
  if (!closed_[static_cast<std::size_t>(number)]) {
    if (is_script()) return add(Kind::empty);
    return add_set({});
  }
  Node node;
  node.kind = Kind::reference;
  node.number = number;
  node.ignore_case = mode_.ignore_case;
  return add(std::move(node));
}

int Parser::named_reference(const std::string& name) {
  const auto it = names_.find(name);
  if (it != names_.end()) return reference_to(it->second);
  if (is_script()) give_up("a reference to a group further on by its name");
  refuse("no group has the name that \\k refers to");
}

Parser::Escape Parser::parse_escape_of(bool in_class) {
  take('\\');
  if (at_end()) refuse("it ends with a \\");
  const Point letter = peek();
  if (const auto set = class_escape(letter)) return {std::nullopt, *set};
  if (const auto point = numeric_escape(letter, in_class)) return {point, {}};
  if (const auto point = control_escape(letter, in_class)) return {point, {}};
  return {identity_escape(letter, in_class), {}};
}

std::optional<CharSet> Parser::class_escape(Point letter) {
  const auto taken = [&](const CharSet& set, bool negative) {
    ++at_;
    return negative ? set.complement() : set;
  };
  switch (letter) {
    case 'd':
    case 'D':
      return taken(meaning_.digit, letter == 'D');
    case 'w':
    case 'W':
      return taken(meaning_.word, letter == 'W');
    case 's':
    case 'S':
      return taken(meaning_.space, letter == 'S');
    case 'p':
    case 'P':
      if (is_script() && meaning_.lenient) return std::nullopt;
      if (is(Dialect::python)) refuse("re has no \\p");
      ++at_;
      return parse_property(letter == 'P');
    default:
      return more_class_escapes(letter);
  }
}

std::optional<CharSet> Parser::more_class_escapes(Point letter) {
  const bool upper = letter == 'H' || letter == 'V' || letter == 'N';
  CharSet set;
  if ((letter == 'h' || letter == 'H') && is(Dialect::ruby)) {
    set = CharSet{{'0', '9'}, {'A', 'F'}, {'a', 'f'}};
  } else if ((letter == 'h' || letter == 'H') && (is(Dialect::java) || is(Dialect::pcre))) {
    set = category("Zs") | CharSet::one('\t') | CharSet::one(0x180E);
  } else if ((letter == 'v' || letter == 'V') && (is(Dialect::java) || is(Dialect::pcre))) {
    set = CharSet{{0x0A, 0x0D}, {0x85, 0x85}, {0x2028, 0x2029}};
  } else if (letter == 'N' && is(Dialect::pcre)) {
    set = CharSet::one('\n');
  } else {
    if (!is_script() && (letter == 'R' || letter == 'X' || letter == 'K' || letter == 'G'))
      give_up(std::string("\\") + static_cast<char>(letter));
    if ((letter == 'Q' || letter == 'E') &&
        (is(Dialect::java) || is(Dialect::pcre) || is(Dialect::re2)))
      give_up("\\Q");
    return std::nullopt;
  }
  ++at_;
  return upper ? set.complement() : set;
}

CharSet Parser::parse_property(bool negative) {
  std::string name;
  if (take('{')) {
    if (!is_script() && take('^')) negative = !negative;
    name = take_name('}');
  } else if (!is_script() && is_letter(peek())) {
    name = std::string(1, static_cast<char>(peek()));
    ++at_;
  }
  std::optional<CharSet> set = property(name);
  if (!set && !is_script()) set = script(name);
  if (!set && is(Dialect::java) && name.starts_with("Is")) {
    set = property(name.substr(2));
    if (!set) set = script(name.substr(2));
  }
  if (!set && !is_script()) give_up("\\p{" + name.substr(0, 40) + "}");
  constexpr std::array<std::string_view, 7> kOfStrings = {
      "Basic_Emoji",       "Emoji_Keycap_Sequence",  "RGI_Modifier_Sequence",
      "RGI_Flag_Sequence", "RGI_Emoji_Tag_Sequence", "RGI_ZWJ_Sequence",
      "RGI_Emoji"};
  const bool has_sets = strict() && nests();
  if (!set && has_sets &&
      std::any_of(kOfStrings.begin(), kOfStrings.end(),
                  [&](std::string_view each) { return name.starts_with(each); }))
    give_up("\\p{" + name.substr(0, 40) + "}");
  if (!set) refuse("\\p{…} names no property");
  // With v and i it is the complement of all that is alike (ECMA-262, MaybeSimpleCaseFolding).
  if (negative && has_sets) set = folded(*set);
  return negative ? set->complement() : *set;
}

std::optional<Point> Parser::numeric_escape(Point letter, bool in_class) {
  if (letter == 'x') {
    ++at_;
    const std::size_t begin = at_;
    if (!is_script() && !is(Dialect::python) && take('{')) {
      const auto value = take_hex(1, 8);
      if (!value || !take('}')) refuse("\\x{ is not a number");
      return value;
    }
    const std::size_t least = is(Dialect::pcre) || is(Dialect::ruby) ? 0 : 2;
    if (const auto value = take_hex(least, 2)) return value;
    if (!meaning_.lenient) refuse("\\x has no two digits behind it");
    at_ = begin;
    return 'x';
  }
  if (letter == 'u' && !is(Dialect::pcre) && !is(Dialect::re2)) return unicode_escape();
  if (letter == 'U' && is(Dialect::python)) {
    ++at_;
    if (const auto value = take_hex(8, 8)) return value;
    refuse("\\U has no eight digits behind it");
  }
  if (!is_digit(letter)) return std::nullopt;
  if (strict()) {
    if (letter != '0' || is_digit(peek(1))) refuse("a number is escaped that is no group's");
    ++at_;
    return 0;
  }
  if (is(Dialect::java)) {
    if (letter != '0') refuse("a number is escaped that is no group's");
    ++at_;
    if (const auto value = take_octal(3)) return value;
    refuse("\\0 has no octal digits behind it");
  }
  if (letter >= '8') {
    if (!is_script() && !in_class) refuse("a number is escaped that is no group's");
    ++at_;
    return letter;
  }
  return take_octal(3);
}

// \uHHHH, \u{H…}, and two of them that are a pair.
Point Parser::unicode_escape() {
  ++at_;
  const std::size_t begin = at_;
  if ((strict() || is(Dialect::ruby)) && take('{')) {
    const auto value = take_hex(1, 10);
    if (!value || !take('}')) refuse("\\u{ is not a code point");
    return *value;
  }
  const auto value = take_hex(4, 4);
  if (!value) {
    if (!meaning_.lenient) refuse("\\u has no four digits behind it");
    at_ = begin;
    return 'u';
  }
  const bool pairs = !meaning_.units && *value >= kHighSurrogate && *value < kLowSurrogate;
  const std::size_t behind = at_;
  if (pairs && take("\\u")) {
    const auto low = take_hex(4, 4);
    if (low && *low >= kLowSurrogate && *low < kAfterSurrogates)
      return 0x10000 + ((*value - kHighSurrogate) << 10) + (*low - kLowSurrogate);
    at_ = behind;
  }
  return *value;
}

std::optional<Point> Parser::control_escape(Point letter, bool in_class) {
  const auto taken = [&](Point point) {
    ++at_;
    return point;
  };
  constexpr Point kBell = 7, kBackspace = 8, kEscape = 27;
  switch (letter) {
    case 't':
      return taken('\t');
    case 'n':
      return taken('\n');
    case 'v':
      return taken('\v');
    case 'f':
      return taken('\f');
    case 'r':
      return taken('\r');
    case 'a':
      return is_script() ? std::nullopt : std::optional(taken(kBell));
    case 'e':
      return is_script() || is(Dialect::python) || is(Dialect::re2) ? std::nullopt
                                                                    : std::optional(taken(kEscape));
    case 'b':
      return in_class ? std::optional(taken(kBackspace)) : std::nullopt;
    case 'c':
      break;
    default:
      return std::nullopt;
  }
  if (is(Dialect::python) || is(Dialect::re2)) return std::nullopt;
  const Point next = peek(1);
  const bool named =
      is_letter(next) || (meaning_.lenient && in_class && (is_digit(next) || next == '_'));
  if (named) {
    at_ += 2;
    return next % 32;
  }
  if (!meaning_.lenient) refuse("\\c has no letter behind it");
  // Annex B: the \ stands for itself, and the c comes next.
  return '\\';
}

Point Parser::identity_escape(Point letter, bool in_class) {
  constexpr std::string_view kSyntax = "^$\\.*+?()[]{}|/";
  constexpr std::string_view kOfSets = "&-!#%,:;<=>@`~";
  const bool ascii = letter < 0x80;
  const bool syntax = ascii && kSyntax.find(static_cast<char>(letter)) != std::string_view::npos;
  const bool sets = pattern_.flags.sets || is(Dialect::html);
  if (strict() && !syntax && !(in_class && letter == '-') &&
      !(in_class && sets && ascii &&
        kOfSets.find(static_cast<char>(letter)) != std::string_view::npos))
    refuse("a character is escaped that needs no escape, which is an error with the flags u and v");
  // Letters may come to mean something, which all but JavaScript and Ruby keep open.
  if (!is_script() && !is(Dialect::ruby) && is_letter(letter))
    refuse("a letter is escaped that has no meaning");
  ++at_;
  return letter;
}

}  // namespace checkoutdiag::regex
