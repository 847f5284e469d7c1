#include "lib/regex/parser.hpp"

// What begins with a (.
namespace checkoutdiag::regex {

int Parser::captured(int child, int number) {
  closed_[static_cast<std::size_t>(number)] = 1;
  Node node;
  node.kind = Kind::group;
  node.children = {child};
  node.number = number;
  return add(std::move(node));
}

int Parser::parse_group() {
  take('(');
  if (peek() == '*' && is(Dialect::pcre)) give_up("a verb");
  if (take('?')) return parse_special_group();
  const int number = ++opened_;
  const int child = parse_choice();
  if (!take(')')) refuse("a ( is not closed");
  return captured(child, number);
}

int Parser::parse_look(bool behind, bool negative) {
  if (is(Dialect::re2)) refuse("the dialect has no lookaround");
  if (behind && behinds_++ == 0) before_behind_ = opened_;
  const int child = parse_choice();
  if (behind) --behinds_;
  if (!take(')')) refuse("a ( is not closed");
  return add_look(child, behind, negative);
}

// Behind "(?".
int Parser::parse_special_group() {
  const auto closed = [&](int child) {
    if (!take(')')) refuse("a ( is not closed");
    return child;
  };
  if (take(':')) return closed(parse_choice());
  if (take('=')) return parse_look(false, false);
  if (take('!')) return parse_look(false, true);
  if (take("<=")) return parse_look(true, false);
  if (take("<!")) return parse_look(true, true);
  if (is(Dialect::python) || is(Dialect::pcre)) {
    if (take("P=")) return named_reference(take_name(')'));
  }
  const bool quoted = is(Dialect::pcre) || is(Dialect::ruby) || is(Dialect::dotnet);
  const bool p = is(Dialect::python) || is(Dialect::pcre) || is(Dialect::re2);
  std::string name;
  if ((!is(Dialect::python) && take('<')) || (p && take("P<")))
    name = take_name('>');
  else if (quoted && take('\''))
    name = take_name('\'');
  else if (is_script())
    refuse("a group begins with (? and is none that JavaScript has");
  else
    give_up("this kind of group");
  if (name.empty()) refuse("a group's name is empty");
  const int number = ++opened_;
  if (!names_.emplace(name, number).second) give_up("a second group of one name");
  return captured(closed(parse_choice()), number);
}

// (?i), (?i:…), (?-i), (?#…): nothing when it is none of these; -1 when it is no part of the
// pattern.
std::optional<int> Parser::parse_inline_flags() {
  if (!looking_at("(?")) return std::nullopt;
  const std::size_t begin = at_;
  at_ += 2;
  if (peek() == '#' && !is_script() && !is(Dialect::java) && !is(Dialect::re2)) {
    while (!at_end() && peek() != ')')
      ++at_;
    if (!take(')')) refuse("a comment does not end");
    return -1;
  }
  Mode mode = mode_;
  bool on = true, any = false;
  for (;; ++at_) {
    if (peek() == 'i') {
      mode.ignore_case = on;
    } else if (peek() == 'm') {
      (is(Dialect::ruby) ? mode.dot_all : mode.multiline) = on;
    } else if (peek() == 's' && !is(Dialect::ruby)) {
      mode.dot_all = on;
    } else if (peek() == 'x' && !is_script() && !is(Dialect::re2)) {
      mode.extended = on;
    } else if (peek() == '-' && on) {
      on = false;
    } else {
      break;
    }
    any = true;
  }
  if (any && take(':')) {
    const Mode outer = mode_;
    mode_ = mode;
    const int child = parse_choice();
    mode_ = outer;
    if (!take(')')) refuse("a ( is not closed");
    return parse_quantified(child, true);
  }
  // Up to the end of the group that they stand in, which gives the old ones back.
  if (any && !is_script() && take(')')) {
    mode_ = mode;
    return -1;
  }
  const Point next = peek();
  at_ = begin;
  const bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
  if (any && is_script()) refuse("inline flags have no : behind them");
  if (any && letter) give_up("this inline flag");
  return std::nullopt;
}

}  // namespace checkoutdiag::regex
