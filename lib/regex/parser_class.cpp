#include "lib/regex/parser.hpp"
#include "lib/regex/unicode.hpp"

// What stands between [ and ].
namespace checkoutdiag::regex {

// Whether a [ within a class begins another one.
bool Parser::nests() const {
  return is(Dialect::java) || is(Dialect::ruby) || is(Dialect::html) || pattern_.flags.sets;
}

// Behind the [.
CharSet Parser::parse_class() {
  if (++depth_ > limits_.depth)
    throw PatternError(PatternError::Why::large, "its classes are too deep within each other", at_);
  const bool negative = take('^');
  bool unused = false;
  const CharSet set = parse_class_items(unused);
  --depth_;
  return negative ? set.complement() : set;
}

CharSet Parser::parse_class_items(bool& negative) {
  negative = false;
  CharSet set;
  // With v an operand of && and -- is one character or one class, and nothing else stands beside.
  const bool has_sets = strict() && nests();
  int items = 0;
  bool is_range_there = false;
  char operation = 0;
  const auto operate = [&](char with) {
    const bool may = operation == with || (operation == 0 && items == 1 && !is_range_there);
    if (has_sets && !may) refuse("an operand of && or -- is no class and no single character");
    operation = with;
  };
  // [] and [^] are whole classes in JavaScript; elsewhere the ] stands for itself there.
  bool first = !is_script();
  if (first && peek() == ']' && (is(Dialect::java) || is(Dialect::ruby)))
    refuse("a class is empty");
  for (;; first = false) {
    if (at_end()) refuse("a [ is not closed");
    if (!first && take(']')) return set;
    if (nests() && take("&&")) {
      // Behind it stands all that is left of the class.
      if (is(Dialect::java) || is(Dialect::ruby)) return set & parse_class_items(negative);
      operate('&');
      set = set & parse_operand();
      continue;
    }
    if (strict() && nests() && take("--")) {
      operate('-');
      set = set - parse_operand();
      continue;
    }
    if (has_sets && operation != 0) refuse("something stands beside && or -- in a class");
    ++items;
    if (nests() && take('[')) {
      set = set | parse_class();
      continue;
    }
    if (const auto posix = parse_posix()) {
      set = set | folded(*posix);
      continue;
    }
    const Escape begin = parse_class_atom();
    const bool range = peek() == '-' && peek(1) != ']' && peek(1) != kNone &&
                       !(nests() && (looking_at("--") || peek(1) == '['));
    if (!range) {
      set = set | folded(begin.point ? CharSet::one(*begin.point) : begin.set);
      continue;
    }
    const std::size_t dash = at_;
    ++at_;
    is_range_there = true;
    const Escape end = parse_class_atom();
    if (begin.point && end.point) {
      if (*end.point < *begin.point) refuse("a range in a class is out of order");
      set = set | folded(CharSet{{*begin.point, *end.point}});
      continue;
    }
    // \w-z: with u an error; else all three stand for themselves.
    if (strict() || is(Dialect::python) || is(Dialect::java) || is(Dialect::re2) ||
        is(Dialect::dotnet)) {
      at_ = dash;
      refuse("a range in a class has a class for an end");
    }
    for (const Escape& each : {begin, end})
      set = set | folded(each.point ? CharSet::one(*each.point) : each.set);
    set = set | CharSet::one('-');
  }
}

// What stands behind && or -- with v: a class, or one character.
CharSet Parser::parse_operand() {
  if (take('[')) return parse_class();
  const Escape atom = parse_class_atom();
  return folded(atom.point ? CharSet::one(*atom.point) : atom.set);
}

Parser::Escape Parser::parse_class_atom() {
  if (at_end()) refuse("a [ is not closed");
  if (peek() == '\\') {
    if (strict() && nests() && peek(1) == 'q') give_up("\\q");
    return parse_escape_of(true);
  }
  if (strict() && nests()) {
    constexpr std::string_view kReserved = "()[]{}/-|";
    constexpr std::string_view kDoubled = "&!#$%*+,.:;<=>?@^`~";
    const auto among = [&](std::string_view all) {
      return peek() < 0x80 && all.find(static_cast<char>(peek())) != std::string_view::npos;
    };
    if (among(kReserved) || (among(kDoubled) && peek(1) == peek()))
      refuse("a character in a class needs a \\ before it, with the flag v");
  }
  const Point point = peek();
  ++at_;
  return {point, {}};
}

// [:alpha:] within a class.
std::optional<CharSet> Parser::parse_posix() {
  if (!looking_at("[:") || !(is(Dialect::pcre) || is(Dialect::ruby) || is(Dialect::re2)))
    return std::nullopt;
  const std::size_t begin = at_;
  at_ += 2;
  const bool negative = take('^');
  std::string name;
  while (peek() >= 'a' && peek() <= 'z') {
    name += static_cast<char>(peek());
    ++at_;
  }
  if (!take(":]")) {
    at_ = begin;
    return std::nullopt;
  }
  const CharSet digit{{'0', '9'}}, upper{{'A', 'Z'}}, lower{{'a', 'z'}};
  const CharSet alnum = digit | upper | lower, graph{{0x21, 0x7E}};
  CharSet set;
  if (is(Dialect::ruby)) give_up("a POSIX class of Ruby, which is one of Unicode");
  if (name == "alpha")
    set = upper | lower;
  else if (name == "digit")
    set = digit;
  else if (name == "alnum")
    set = alnum;
  else if (name == "upper")
    set = upper;
  else if (name == "lower")
    set = lower;
  else if (name == "space")
    set = CharSet{{0x09, 0x0D}, {' ', ' '}};
  else if (name == "blank")
    set = CharSet{{'\t', '\t'}, {' ', ' '}};
  else if (name == "punct")
    set = graph - alnum;
  else if (name == "xdigit")
    set = digit | CharSet{{'A', 'F'}, {'a', 'f'}};
  else if (name == "word")
    set = alnum | CharSet::one('_');
  else if (name == "print")
    set = graph | CharSet::one(' ');
  else if (name == "graph")
    set = graph;
  else if (name == "cntrl")
    set = CharSet{{0, 0x1F}, {0x7F, 0x7F}};
  else if (name == "ascii")
    set = CharSet{{0, 0x7F}};
  else
    refuse("a POSIX class has an unknown name");
  return negative ? set.complement() : set;
}

}  // namespace checkoutdiag::regex
