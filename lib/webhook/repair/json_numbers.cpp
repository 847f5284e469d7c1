#include "lib/webhook/repair/json_numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kLongest = 64;  // of a number that somebody writes in another way
constexpr int kDigits = 17;           // more significant ones do not fit a double

struct Parts {
  std::string_view whole, fraction, exponent;  // "-12", "50", "e+3"; the fraction without its point
};

Parts parts_of(std::string_view number) {
  Parts parts;
  const std::size_t e = number.find_first_of("eE");
  if (e != std::string_view::npos) parts.exponent = number.substr(e);
  number = number.substr(0, e);
  const std::size_t point = number.find('.');
  parts.whole = number.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = number.substr(point + 1);
  return parts;
}

bool all_zeros(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

std::string without_zero(std::string_view number) {
  const Parts parts = parts_of(number);
  const bool whole = !parts.fraction.empty() && all_zeros(parts.fraction);
  return whole && parts.exponent.empty() ? std::string(parts.whole) : std::string();
}

std::string with_zero(std::string_view number) {
  const Parts parts = parts_of(number);
  if (!parts.fraction.empty() || !parts.exponent.empty()) return {};
  return std::string(number) + ".0";
}

std::string two_places(std::string_view number) {
  const Parts parts = parts_of(number);
  return parts.fraction.size() == 1 && parts.exponent.empty() ? std::string(number) + '0' : "";
}

std::string always_two_places(std::string_view number) {
  const Parts parts = parts_of(number);
  if (parts.fraction.empty() && parts.exponent.empty()) return std::string(number) + ".00";
  return two_places(number);
}

std::string without_trailing_zeros(std::string_view number) {
  const Parts parts = parts_of(number);
  if (!parts.fraction.ends_with('0') || !parts.exponent.empty()) return {};
  if (all_zeros(parts.fraction)) return std::string(parts.whole);
  return std::string(number.substr(0, number.find_last_not_of('0') + 1));
}

std::string with_one_place(std::string_view number) {
  const Parts parts = parts_of(number);
  if (parts.fraction.size() < 2 || !parts.exponent.empty() || !parts.fraction.ends_with('0'))
    return {};
  if (all_zeros(parts.fraction)) return std::string(parts.whole) + ".0";
  return without_trailing_zeros(number);
}

/// The shortest digits that are the same double: 0.d1d2d3… times ten to the `point`.
struct Shortest {
  std::string sign, digits;
  int point = 0;
};

bool read_double(std::string_view number, Shortest& out) {
  if (number.size() > kLongest) return false;
  double value = 0;
  const char* end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return false;
  const Parts parts = parts_of(number);
  std::string given(parts.whole);
  given += parts.fraction;
  const std::size_t first = given.find_first_not_of("-0");
  if (first == std::string::npos || value == 0) return false;
  if (given.find_last_not_of('0') - first >= std::size_t{kDigits}) return false;

  std::array<char, 40> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  std::string_view shortest(text.data(), static_cast<std::size_t>(written.ptr - text.data()));
  const std::size_t e = shortest.find('e');
  for (char c : shortest.substr(0, e)) {
    if (c == '-') out.sign = "-";
    if (c != '-' && c != '.') out.digits += c;
  }
  const char* exponent = shortest.data() + e + (shortest[e + 1] == '+' ? 2 : 1);
  std::from_chars(exponent, shortest.data() + shortest.size(), out.point);
  out.point += 1;
  return true;
}

// Without exponent; `zero` stands behind whole numbers.
std::string fixed(const Shortest& number, std::string_view zero) {
  const int count = static_cast<int>(number.digits.size());
  if (number.point <= 0)
    return number.sign + "0." + std::string(static_cast<std::size_t>(-number.point), '0') +
           number.digits;
  if (number.point >= count)
    return number.sign + number.digits +
           std::string(static_cast<std::size_t>(number.point - count), '0') + std::string(zero);
  std::string out = number.digits;
  out.insert(static_cast<std::size_t>(number.point), 1, '.');
  return number.sign + out;
}

// "1.5e+21": `zero` stands behind a single digit, `e` before the exponent and `plus` before one
// that is not negative, which has at least `width` digits.
std::string scientific(const Shortest& number, std::string_view zero, char e, std::string_view plus,
                       std::size_t width) {
  std::string out = number.sign + number.digits.substr(0, 1);
  if (number.digits.size() > 1)
    out += '.' + number.digits.substr(1);
  else
    out += zero;
  const int exponent = number.point - 1;
  out += e;
  out += exponent < 0 ? "-" : plus;
  const std::string digits = std::to_string(std::abs(exponent));
  if (digits.size() < width) out += std::string(width - digits.size(), '0');
  return out + digits;
}

// ECMA-262, Number::toString.
std::string as_javascript(std::string_view number) {
  Shortest n;
  if (!read_double(number, n)) return {};
  return n.point > 21 || n.point <= -6 ? scientific(n, "", 'e', "+", 1) : fixed(n, "");
}

// repr() of a float.
std::string as_python(std::string_view number) {
  Shortest n;
  if (!read_double(number, n)) return {};
  return n.point > 16 || n.point <= -4 ? scientific(n, "", 'e', "+", 2) : fixed(n, ".0");
}

// Double.toString, since JDK 19 the shortest digits.
std::string as_java(std::string_view number) {
  Shortest n;
  if (!read_double(number, n)) return {};
  return n.point > 7 || n.point <= -3 ? scientific(n, ".0", 'E', "", 1) : fixed(n, ".0");
}

// json_encode with serialize_precision = -1.
std::string as_php(std::string_view number) {
  Shortest n;
  if (!read_double(number, n)) return {};
  return n.point > 17 || n.point < -3 ? scientific(n, ".0", 'e', "+", 1) : fixed(n, "");
}

std::string with_other_exponent(std::string_view number, char e, std::string_view plus) {
  const Parts parts = parts_of(number);
  Shortest n;
  if (parts.exponent.empty() || !read_double(number, n)) return {};
  return scientific(n, "", e, plus, 1);
}

std::string with_upper_exponent(std::string_view number) {
  return with_other_exponent(number, 'E', "+");
}

std::string with_bare_exponent(std::string_view number) {
  return with_other_exponent(number, 'e', "");
}

constexpr NumberForm kForms[] = {
    {"with whole numbers without .0", without_zero},
    {"with .0 behind whole numbers", with_zero},
    {"with two decimals where there are any", two_places},
    {"with two decimals", always_two_places},
    {"without zeros at the end of decimals", without_trailing_zeros},
    {"with one decimal where more are zeros", with_one_place},
    {"with numbers as JavaScript writes them", as_javascript},
    {"with numbers as Python writes floats", as_python},
    {"with numbers as Java writes doubles", as_java},
    {"with numbers as PHP writes floats", as_php},
    {"with exponents as 1E+21", with_upper_exponent},
    {"with exponents as 1e21", with_bare_exponent},
};

}  // namespace

std::span<const NumberForm> number_forms() {
  return kForms;
}

}  // namespace checkoutdiag::webhook
