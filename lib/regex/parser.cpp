#include "lib/regex/parser.hpp"

#include <algorithm>

#include "lib/regex/unicode.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/utf8.hpp"

namespace checkoutdiag::regex {
namespace {

constexpr Point kHighest = 0x10000;

void append(std::vector<Point>& to, Point point, bool units) {
  if (!units || point < kHighest) return to.push_back(point);
  to.push_back(kHighSurrogate + ((point - kHighest) >> 10));
  to.push_back(kLowSurrogate + ((point - kHighest) & 0x3FF));
}

std::vector<Point> decoded(std::string_view text, bool units) {
  std::vector<Point> points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint next = text::code_point_at(text, at);
    if (next.length == 0)
      throw PatternError(PatternError::Why::syntax, "it is not UTF-8", points.size());
    append(points, next.value, units);
    at += next.length;
  }
  return points;
}

}  // namespace

Parser::Parser(const Pattern& pattern, const ParseLimits& limits)
    : pattern_(pattern), limits_(limits), meaning_(meaning_of(pattern)) {
  if (pattern.text.size() > limits.length)
    throw PatternError(PatternError::Why::large,
                       "it is longer than " + std::to_string(limits.length) + " bytes");
  text_ = decoded(pattern.text, meaning_.units);
  mode_ = {pattern.flags.ignore_case, pattern.flags.multiline, pattern.flags.dot_all,
           pattern.flags.extended};
}

bool Parser::is_script() const {
  return is(Dialect::javascript) || is(Dialect::html) || is(Dialect::json_schema);
}

void Parser::refuse(const std::string& what) const {
  throw PatternError(PatternError::Why::syntax, what, at_);
}

void Parser::give_up(const std::string& what) const {
  throw PatternError(PatternError::Why::unsupported, what + " is not supported", at_);
}

bool Parser::take(char c) {
  if (peek() != static_cast<Point>(c)) return false;
  ++at_;
  return true;
}

bool Parser::looking_at(std::string_view word) const {
  for (std::size_t i = 0; i < word.size(); ++i)
    if (peek(i) != static_cast<Point>(word[i])) return false;
  return true;
}

bool Parser::take(std::string_view word) {
  if (!looking_at(word)) return false;
  at_ += word.size();
  return true;
}

std::string Parser::take_name(char end) {
  std::string name;
  while (!at_end() && peek() != static_cast<Point>(end)) {
    text::append_utf8(peek(), name);
    ++at_;
  }
  if (!take(end)) refuse("a name does not end");
  return name;
}

std::optional<std::uint32_t> Parser::take_number() {
  constexpr std::uint32_t kMost = 0x7FFFFFFF;
  std::optional<std::uint32_t> number;
  while (peek() >= '0' && peek() <= '9') {
    number =
        std::min<std::uint64_t>(std::uint64_t{number.value_or(0)} * 10 + (peek() - '0'), kMost);
    ++at_;
  }
  return number;
}

int Parser::add(Node node) {
  if (tree_.nodes.size() >= limits_.nodes)
    throw PatternError(PatternError::Why::large, "it has too many parts", at_);
  tree_.nodes.push_back(std::move(node));
  return static_cast<int>(tree_.nodes.size()) - 1;
}

int Parser::add(Kind kind) {
  Node node;
  node.kind = kind;
  return add(std::move(node));
}

int Parser::add_set(CharSet set) {
  Node node;
  node.kind = Kind::set;
  // A value is well-formed Unicode: no lone surrogate is in it.
  node.set = meaning_.units ? set & CharSet{{0, kLastUnit}}
                            : set - CharSet{{kHighSurrogate, kAfterSurrogates - 1}};
  return add(std::move(node));
}

CharSet Parser::folded(CharSet set) const {
  return mode_.ignore_case ? close_case(set, meaning_.unicode_case) : set;
}

int Parser::add_point(Point point) {
  return add_set(folded(CharSet::one(point)));
}

int Parser::add_list(Kind kind, std::vector<int> children) {
  if (children.empty()) return add(Kind::empty);
  if (children.size() == 1) return children.front();
  Node node;
  node.kind = kind;
  node.children = std::move(children);
  return add(std::move(node));
}

int Parser::add_look(int child, bool behind, bool negative) {
  Node node;
  node.kind = Kind::look;
  node.children = {child};
  node.behind = behind;
  node.negative = negative;
  return add(std::move(node));
}

// How many groups there are decides what \3 means, and comes after it.
void Parser::find_groups() {
  int classes = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\\') {
      ++i;
    } else if (text_[i] == '[') {
      if (classes == 0 || nests()) ++classes;
    } else if (text_[i] == ']') {
      if (classes > 0) --classes;
    } else if (text_[i] == '(' && classes == 0) {
      const auto next = [&](std::size_t n) { return i + n < text_.size() ? text_[i + n] : kNone; };
      const bool special = next(1) == '?';
      const bool name = special && ((next(2) == '<' && next(3) != '=' && next(3) != '!') ||
                                    (next(2) == 'P' && next(3) == '<') || next(2) == '\'');
      if (!special || name) ++total_;
      named_ = named_ || name;
    }
  }
}

Tree Parser::parse() {
  find_groups();
  closed_.assign(static_cast<std::size_t>(total_) + 1, 0);
  tree_.root = parse_choice();
  if (!at_end()) refuse("a ) has no ( before it");
  tree_.groups = opened_;
  tree_.meaning = meaning_;
  return std::move(tree_);
}

int Parser::parse_choice() {
  if (++depth_ > limits_.depth)
    throw PatternError(PatternError::Why::large, "its groups are too deep within each other", at_);
  const Mode before = mode_;
  std::vector<int> choices;
  do
    choices.push_back(parse_sequence());
  while (take('|'));
  mode_ = before;
  --depth_;
  return add_list(Kind::choice, std::move(choices));
}

int Parser::parse_sequence() {
  std::vector<int> parts;
  while (!at_end() && peek() != '|' && peek() != ')')
    if (const auto term = parse_term()) parts.push_back(*term);
  return add_list(Kind::sequence, std::move(parts));
}

void Parser::skip_ignored() {
  while (mode_.extended && !at_end()) {
    if (peek() < kHighSurrogate && meaning_.space.contains(peek())) {
      ++at_;
    } else if (peek() == '#') {
      while (!at_end() && peek() != '\n')
        ++at_;
    } else {
      return;
    }
  }
}

std::optional<int> Parser::parse_term() {
  skip_ignored();
  if (at_end() || peek() == '|' || peek() == ')') return std::nullopt;
  const Point c = peek();
  if (c == '(') {
    if (const auto nothing = parse_inline_flags()) return *nothing < 0 ? std::nullopt : nothing;
    const std::size_t begin = at_;
    const int node = parse_group();
    // Annex B: a lookahead may be repeated where neither u nor v is set.
    const bool look =
        text_[begin + 1] == '?' && (text_[begin + 2] == '=' || text_[begin + 2] == '!');
    const bool behind = text_[begin + 1] == '?' && text_[begin + 2] == '<' &&
                        (text_[begin + 3] == '=' || text_[begin + 3] == '!');
    return parse_quantified(node, !is_script() || (!behind && (!look || meaning_.lenient)));
  }
  if (c == '^' || c == '$') {
    ++at_;
    return parse_quantified(c == '^' ? start_anchor() : end_anchor(), !is_script());
  }
  if (c == '\\') {
    if (const auto assertion = parse_assertion_escape())
      return parse_quantified(*assertion, !is_script());
    return parse_quantified(parse_escape(), true);
  }
  if (c == '[') {
    ++at_;
    return parse_quantified(add_set(parse_class()), true);
  }
  if (c == '.') {
    ++at_;
    return parse_quantified(dot(), true);
  }
  if (c == '*' || c == '+' || c == '?') refuse("there is nothing to repeat");
  if (c == '{') {
    const std::size_t begin = at_;
    std::uint32_t least = 0, most = 0;
    if (take_braces(least, most)) refuse("there is nothing to repeat");
    at_ = begin;
    if (strict() || is(Dialect::java)) refuse("a { stands alone");
  }
  if (strict() && (c == '}' || c == ']')) refuse("a bracket stands alone");
  ++at_;
  return parse_quantified(add_point(c), true);
}

bool Parser::take_braces(std::uint32_t& least, std::uint32_t& most) {
  const std::size_t begin = at_;
  if (!take('{')) return false;
  const auto first = take_number();
  const bool open = is(Dialect::python) || is(Dialect::ruby);  // {,n}
  bool right = first.has_value() || (open && peek() == ',');
  least = most = first.value_or(0);
  if (right && take(',')) {
    const auto last = take_number();
    most = last.value_or(kNoLimit);
    right = first || last;
  }
  if (!right || !take('}')) {
    at_ = begin;
    return false;
  }
  if (most < least) refuse("a quantifier's numbers are out of order");
  constexpr std::uint32_t kMostOfRe2 = 1000, kMostOfPcre = 65535;
  const std::uint32_t largest = most == kNoLimit ? least : most;
  if ((is(Dialect::re2) && largest > kMostOfRe2) || (is(Dialect::pcre) && largest > kMostOfPcre))
    refuse("a quantifier's number is larger than the dialect takes");
  return true;
}

bool Parser::take_quantifier(std::uint32_t& least, std::uint32_t& most) {
  skip_ignored();
  least = 0;
  most = kNoLimit;
  if (take('*')) return true;
  if (take('+')) return least = 1, true;
  if (take('?')) return most = 1, true;
  return take_braces(least, most);
}

int Parser::parse_quantified(int node, bool may_repeat) {
  std::uint32_t least = 0, most = 0;
  while (take_quantifier(least, most)) {
    if (!may_repeat) refuse("there is nothing to repeat");
    // Lazy or not, the language is the same.
    if (!take('?') && peek() == '+' && !is_script() && !is(Dialect::re2) && !is(Dialect::dotnet))
      give_up("a possessive quantifier");
    Node repeat;
    repeat.kind = Kind::repeat;
    repeat.children = {node};
    repeat.least = least;
    repeat.most = most;
    node = add(std::move(repeat));
    // Ruby alone repeats what is repeated.
    may_repeat = is(Dialect::ruby);
  }
  return node;
}

int Parser::start_anchor() {
  if (!mode_.multiline && !meaning_.line_anchors) return add(Kind::text_start);
  Node node;
  node.kind = Kind::line_start;
  node.set = meaning_.line_end;
  const int start = add(std::move(node));
  // These see no line behind a line end that ends the value.
  if (!is(Dialect::pcre) && !is(Dialect::java) && !is(Dialect::ruby)) return start;
  const int more = add_look(add_set(CharSet::all()), false, false);
  const int inner = add_list(Kind::sequence, {start, more});
  return add_list(Kind::choice, {add(Kind::text_start), inner});
}

int Parser::end_anchor() {
  if (mode_.multiline || meaning_.line_anchors) {
    Node node;
    node.kind = Kind::line_end;
    node.set = meaning_.line_end;
    return add(std::move(node));
  }
  if (meaning_.dollar == Meaning::Dollar::end) return add(Kind::text_end);
  // (?=(?:\n)?\z), and for Java, which never stands between CR and LF,
  // (?=(?:\r\n|[\r\x85\u2028\u2029]|(?<!\r)\n)?\z).
  int last = add_set(CharSet::one('\n'));
  if (meaning_.dollar == Meaning::Dollar::line_terminator) {
    const int carriage = add_set(CharSet::one('\r'));
    const int pair = add_list(Kind::sequence, {carriage, add_set(CharSet::one('\n'))});
    const int single = add_set(meaning_.line_end - CharSet::one('\n'));
    const int not_within = add_look(add_set(CharSet::one('\r')), true, true);
    const int alone = add_list(Kind::sequence, {not_within, last});
    last = add_list(Kind::choice, {pair, single, alone});
  }
  Node perhaps;
  perhaps.kind = Kind::repeat;
  perhaps.children = {last};
  perhaps.most = 1;
  const int optional = add(std::move(perhaps));
  return add_look(add_list(Kind::sequence, {optional, add(Kind::text_end)}), false, false);
}

int Parser::dot() {
  return add_set(mode_.dot_all ? CharSet::all() : meaning_.not_dot.complement());
}

Tree parse(const Pattern& pattern, const ParseLimits& limits) {
  return Parser(pattern, limits).parse();
}

}  // namespace checkoutdiag::regex
