#include "lib/webhook/rfc9421/bare_items.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::webhook::rfc9421 {
namespace {

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

constexpr bool is_printable(char c) {
  return c >= ' ' && c <= '~';
}

bool is_token_char(char c) {
  return text::is_letter(c) || text::is_digit(c) ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~:/").find(c) != std::string_view::npos);
}

/// -1: none. Display strings have lower-case digits alone.
int lower_hex(char c) {
  if (text::is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// "007" is 7, and "-0" is 0.
std::string canonical(bool negative, std::string_view whole, std::string_view fraction) {
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size() - 1));
  const bool zero = whole == "0" && fraction.find_first_not_of('0') == std::string_view::npos;
  std::string out = (negative && !zero ? "-" : "") + std::string(whole);
  if (fraction.empty()) return out;
  while (fraction.size() > 1 && fraction.ends_with('0'))
    fraction.remove_suffix(1);
  return out.append(1, '.').append(fraction);
}

}  // namespace

char Scanner::take() {
  const char c = front();
  if (!left_.empty()) left_.remove_prefix(1);
  return c;
}

bool Scanner::take_if(char c) {
  if (left_.empty() || left_.front() != c) return false;
  left_.remove_prefix(1);
  return true;
}

void Scanner::skip_spaces() {
  while (front() == ' ')
    left_.remove_prefix(1);
}

void Scanner::skip_spaces_and_tabs() {
  while (front() == ' ' || front() == '\t')
    left_.remove_prefix(1);
}

bool Scanner::key(std::string& out) {
  if (!is_lower(front()) && front() != '*') return false;
  std::size_t end = 0;
  while (end < left_.size() &&
         (is_lower(left_[end]) || text::is_digit(left_[end]) ||
          std::string_view("_-.*").find(left_[end]) != std::string_view::npos))
    ++end;
  out = left_.substr(0, end);
  left_.remove_prefix(end);
  return true;
}

bool Scanner::bare_item(BareItem& out) {
  using Kind = BareItem::Kind;
  const char c = front();
  out.text.clear();
  if (c == '-' || text::is_digit(c)) return number(out);
  if (text::is_letter(c) || c == '*') return out.kind = Kind::token, token(out.text);
  switch (take()) {
    case '"':
      return out.kind = Kind::string, string(out.text);
    case ':':
      return out.kind = Kind::bytes, bytes(out.text);
    case '?':
      return out.kind = Kind::boolean, boolean(out.text);
    case '@':
      return out.kind = Kind::date, date(out.text);
    case '%':
      return out.kind = Kind::display, display(out.text);
    default:
      return false;
  }
}

bool Scanner::number(BareItem& out) {
  const bool negative = take_if('-');
  const auto digits = [this] {
    const std::size_t end = std::min(
        static_cast<std::size_t>(std::ranges::find_if_not(left_, text::is_digit) - left_.begin()),
        left_.size());
    const std::string_view found = left_.substr(0, end);
    left_.remove_prefix(end);
    return found;
  };
  const std::string_view whole = digits();
  if (whole.empty() || whole.size() > 15) return false;
  out.kind = BareItem::Kind::integer;
  std::string_view fraction;
  if (take_if('.')) {
    out.kind = BareItem::Kind::decimal;
    fraction = digits();
    if (whole.size() > 12 || fraction.empty() || fraction.size() > 3) return false;
  }
  out.text = canonical(negative, whole, fraction);
  return true;
}

bool Scanner::string(std::string& out) {
  while (!done()) {
    char c = take();
    if (c == '"') return true;
    if (c == '\\') {
      c = take();
      if (c != '"' && c != '\\') return false;
    }
    if (!is_printable(c)) return false;
    out += c;
  }
  return false;
}

bool Scanner::token(std::string& out) {
  while (is_token_char(front()))
    out += take();
  return true;
}

/// The alphabet alone is looked at: whether it decodes is asked by whoever needs the bytes, so that
/// one signature that is cut does not make the others unreadable.
bool Scanner::bytes(std::string& out) {
  while (!done()) {
    const char c = take();
    if (c == ':') return true;
    if (!text::is_letter(c) && !text::is_digit(c) && c != '+' && c != '/' && c != '=') return false;
    out += c;
  }
  return false;
}

bool Scanner::boolean(std::string& out) {
  const char c = take();
  out = c;
  return c == '0' || c == '1';
}

bool Scanner::date(std::string& out) {
  BareItem seconds;
  if ((front() != '-' && !text::is_digit(front())) || !number(seconds)) return false;
  out = std::move(seconds.text);
  return seconds.kind == BareItem::Kind::integer;
}

bool Scanner::display(std::string& out) {
  if (!take_if('"')) return false;
  while (!done()) {
    char c = take();
    if (c == '"') return text::is_utf8(out);
    if (!is_printable(c)) return false;
    if (c == '%') {
      const int high = lower_hex(take()), low = lower_hex(take());
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
    }
    out += c;
  }
  return false;
}

}  // namespace checkoutdiag::webhook::rfc9421
