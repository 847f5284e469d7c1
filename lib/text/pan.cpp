#include "lib/text/pan.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::text {
namespace {

constexpr std::size_t kLeast = 13, kMost = 19;

/// Card numbers from `first` to `last` (their leading digits) have that many digits. After ISO/IEC
/// 7812 and the schemes' own public ranges; a time in milliseconds (1…) and most order numbers are
/// not among them.
struct Range {
  std::string_view first, last;
  std::size_t least, most;
};

constexpr Range kRanges[] = {
    {"2221", "2720", 16, 16},                                            // Mastercard
    {"300", "305", 14, 19},                                              // Diners Club
    {"34", "34", 15, 15},                                                // American Express
    {"3528", "3589", 16, 19},                                            // JCB
    {"36", "36", 14, 19},                                                // Diners Club
    {"37", "37", 15, 15},                                                // American Express
    {"38", "39", 16, 19},                                                // Diners Club
    {"4", "4", 13, 13},                                                  // Visa
    {"4", "4", 16, 16},       {"4", "4", 19, 19}, {"50", "50", 16, 19},  // Maestro, Verve, RuPay
    {"51", "55", 16, 16},                                                // Mastercard
    {"56", "59", 16, 19},                                                // Maestro
    {"60", "61", 16, 19},                                                // Discover, Maestro, RuPay
    {"62", "62", 16, 19},                                                // UnionPay
    {"63", "69", 16, 19},                                                // Maestro, Discover
    {"81", "82", 16, 19},                                                // UnionPay, RuPay
};

bool has_known_range(std::string_view digits) {
  return std::any_of(std::begin(kRanges), std::end(kRanges), [&](const Range& range) {
    const std::string_view start = digits.substr(0, range.first.size());
    return start >= range.first && start <= range.last && digits.size() >= range.least &&
           digits.size() <= range.most;
  });
}

bool has_check_digit(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    const int value = (*digit - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0 && digits.find_first_not_of('0') != std::string_view::npos;
}

bool is_hex_digit(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/// Whether the letters and digits around [begin, end) are 24 or more, and all hexadecimal.
bool inside_hex(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t kDigest = 24;
  const std::size_t width = end - begin;
  while (begin > 0 && end - begin < kDigest && is_hex_digit(text[begin - 1]))
    --begin;
  while (end < text.size() && end - begin < kDigest && is_hex_digit(text[end]))
    ++end;
  return end - begin >= kDigest && end - begin > width;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count]) && count <= kMost)
    ++count;
  return count;
}

bool is_pan(std::string_view digits) {
  return digits.size() >= kLeast && digits.size() <= kMost && has_known_range(digits) &&
         has_check_digit(digits);
}

/// Groups of 4, the last of fewer, or of 4, 6 and 5: as cards have them, and UUIDs do not.
bool are_groups(const std::vector<std::size_t>& groups) {
  if (groups.size() == 3 && groups[0] == 4 && groups[1] == 6)
    return groups[2] == 5 || groups[2] == 4;
  return groups.back() <= 4 &&
         std::all_of(groups.begin(), groups.end() - 1, [](std::size_t n) { return n == 4; });
}

/// How many bytes people put between groups: at most three spaces, dashes, dots, low lines or
/// no-break spaces.
std::size_t separators_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kMostBetween = 3;
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < kMostBetween && at + bytes < text.size(); ++i) {
    const std::string_view rest = text.substr(at + bytes);
    if (rest.starts_with(kNoBreakSpace))
      bytes += kNoBreakSpace.size();
    else if (std::string_view(" -._").find(rest.front()) != std::string_view::npos)
      ++bytes;
    else
      break;
  }
  return bytes;
}

}  // namespace

std::optional<Pan> pan_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_digit(text[at - 1])) return {};
  Pan best;
  std::string digits;
  std::vector<std::size_t> groups;
  for (std::size_t end = at; digits.size() < kMost;) {
    const std::size_t count = digits_at(text, end);
    if (count == 0) break;
    digits += text.substr(end, count);
    end += count;
    groups.push_back(count);
    const bool whole = groups.size() == 1 || are_groups(groups);
    if (whole && is_pan(digits)) best = {end - at, digits};
    const std::size_t between = separators_at(text, end);
    if (between == 0) break;
    end += between;
  }
  if (best.length == 0 || inside_hex(text, at, at + best.length)) return {};
  return best;
}

std::string without_pans(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto pan = is_digit(text[at]) ? pan_at(text, at) : std::nullopt;
    out += pan ? shown_pan(*pan) : std::string(1, text[at]);
    at += pan ? pan->length : 1;
  }
  return out;
}

std::string shown_pan(const Pan& pan) {
  return pan.digits.substr(0, 6) + "…" + pan.digits.substr(pan.digits.size() - 4);
}

}  // namespace checkoutdiag::text
