#include "lib/text/json_tokens.hpp"

#include <cstdint>
#include <cstring>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::text {
namespace {

using Kind = JsonToken::Kind;

// What may come next.
enum State {
  kValue = 0,     // a value
  kFirstElement,  // a value or ]
  kFirstMember,   // a key or }
  kMember,        // a key
  kAfterValue,    // a comma, the end of what is open, or the end of the text
  kBroken,
};

/// Where something ends, or where it stops being JSON.
struct Reach {
  std::size_t at = 0;
  bool good = false;
};

std::size_t after_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
    ++at;
  return at;
}

// Eight bytes at a time: true when one of them is a quote, a backslash or a control character. May
// be true for others too, which costs a slower look and nothing else.
bool may_end_a_run(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = kOnes * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t quote = word ^ kOnes * '"', slash = word ^ kOnes * '\\';
  const std::uint64_t found =
      ((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash) | ((word - kOnes * 0x20) & ~word);
  return (found & kTops) != 0;
}

bool is_hex_digit(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

// The escape whose backslash is at `at`.
Reach after_escape(std::string_view text, std::size_t at) {
  if (++at == text.size()) return {at};
  switch (text[at]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return {at + 1, true};
    case 'u':
      for (int digits = 0; digits < 4; ++digits)
        if (++at == text.size() || !is_hex_digit(text[at])) return {at};
      return {at + 1, true};
    default:
      return {at};
  }
}

// The string whose first quote is at `at`.
Reach after_string(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size()) {
    if (text.size() - at >= 8 && !may_end_a_run(text.data() + at)) {
      at += 8;
      continue;
    }
    const char c = text[at];
    if (c == '"') return {at + 1, true};
    if (c == '\\') {
      const Reach escape = after_escape(text, at);
      if (!escape.good) return escape;
      at = escape.at;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return {at};
    } else {
      ++at;
    }
  }
  return {at};
}

Reach after_digits(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return {at, at > start};
}

// The number that begins at `at` (RFC 8259 section 6). What follows it is looked at later.
Reach after_number(std::string_view text, std::size_t at) {
  if (text[at] == '-') ++at;
  Reach reach = after_digits(text, at);
  if (!reach.good) return reach;
  if (text[at] == '0') reach.at = at + 1;
  if (reach.at < text.size() && text[reach.at] == '.') {
    reach = after_digits(text, reach.at + 1);
    if (!reach.good) return reach;
  }
  if (reach.at < text.size() && (text[reach.at] == 'e' || text[reach.at] == 'E')) {
    at = reach.at + 1;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    reach = after_digits(text, at);
  }
  return reach;
}

Reach after_literal(std::string_view text, std::size_t at, std::string_view word) {
  if (text.substr(at, word.size()) == word) return {at + word.size(), true};
  for (char c : word) {
    if (at == text.size() || text[at] != c) break;
    ++at;
  }
  return {at};
}

}  // namespace

JsonToken JsonTokens::take(Kind kind, std::size_t end) {
  const JsonToken token{kind, text_.substr(at_, end - at_)};
  at_ = end;
  state_ = kAfterValue;
  return token;
}

JsonToken JsonTokens::fail(std::size_t at) {
  at_ = at;
  state_ = kBroken;
  return {};
}

JsonToken JsonTokens::open(Kind kind) {
  if (nesting_.size() == kDeepest) return fail(at_);
  nesting_ += peek();
  const JsonToken token = take(kind, at_ + 1);
  state_ = kind == Kind::object_begin ? kFirstMember : kFirstElement;
  return token;
}

JsonToken JsonTokens::close() {
  const Kind kind = nesting_.back() == '{' ? Kind::object_end : Kind::array_end;
  nesting_.pop_back();
  return take(kind, at_ + 1);
}

JsonToken JsonTokens::key() {
  if (peek() != '"') return fail(at_);
  const Reach name = after_string(text_, at_);
  if (!name.good) return fail(name.at);
  const std::size_t colon = after_spaces(text_, name.at);
  if (colon == text_.size() || text_[colon] != ':') return fail(colon);
  const JsonToken token = take(Kind::key, name.at);
  at_ = colon + 1;
  state_ = kValue;
  return token;
}

JsonToken JsonTokens::value() {
  Kind kind = Kind::literal;
  Reach reach{at_};
  switch (peek()) {
    case '{':
      return open(Kind::object_begin);
    case '[':
      return open(Kind::array_begin);
    case '"':
      kind = Kind::string;
      reach = after_string(text_, at_);
      break;
    case 't':
      reach = after_literal(text_, at_, "true");
      break;
    case 'f':
      reach = after_literal(text_, at_, "false");
      break;
    case 'n':
      reach = after_literal(text_, at_, "null");
      break;
    default:
      if (peek() != '-' && !is_digit(peek())) break;
      kind = Kind::number;
      reach = after_number(text_, at_);
  }
  return reach.good ? take(kind, reach.at) : fail(reach.at);
}

JsonToken JsonTokens::next() {
  if (state_ == kBroken) return {};
  at_ = after_spaces(text_, at_);
  if (state_ == kAfterValue && nesting_.empty())
    return at_ == text_.size() ? JsonToken{Kind::end, {}} : fail(at_);
  if (state_ == kAfterValue || state_ == kFirstElement || state_ == kFirstMember) {
    if (peek() == (nesting_.back() == '{' ? '}' : ']')) return close();
  }
  if (state_ == kAfterValue) {
    if (peek() != ',') return fail(at_);
    at_ = after_spaces(text_, at_ + 1);
    state_ = nesting_.back() == '{' ? kMember : kValue;
  }
  return state_ == kMember || state_ == kFirstMember ? key() : value();
}

bool JsonTokens::skip(const JsonToken& first) {
  switch (first.kind) {
    case Kind::string:
    case Kind::number:
    case Kind::literal:
      return true;
    case Kind::object_begin:
    case Kind::array_begin:
      break;
    default:
      return false;
  }
  const std::size_t open = nesting_.size();
  while (nesting_.size() >= open)
    if (next().kind == Kind::fault) return false;
  return true;
}

}  // namespace checkoutdiag::text
