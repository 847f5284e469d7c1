#include "lib/fields/expiry.hpp"

#include "lib/text/ascii.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr int kCentury = 2000, kMonths = 12;

bool is_number(std::string_view text) {
  for (char each : text)
    if (!text::is_digit(each)) return false;
  return !text.empty();
}

int number(std::string_view digits) {
  int value = 0;
  for (char each : digits)
    value = value * 10 + (each - '0');
  return value;
}

int with_century(std::string_view digits) {
  return digits.size() == 2 ? kCentury + number(digits) : number(digits);
}

bool is_month(std::string_view digits) {
  return number(digits) >= 1 && number(digits) <= kMonths;
}

std::optional<Expiry> parted(std::string_view first, std::string_view second) {
  if (!is_number(first) || !is_number(second)) return std::nullopt;
  const bool is_year_first = first.size() == 4 && second.size() == 2;
  const bool is_month_first = first.size() <= 2 && (second.size() == 2 || second.size() == 4);
  if (is_year_first) return Expiry{number(second), number(first), false};
  if (is_month_first) return Expiry{number(first), with_century(second), false};
  return std::nullopt;
}

std::optional<Expiry> together(std::string_view digits, ExpiryOrder order) {
  if (!is_number(digits) || (digits.size() != 4 && digits.size() != 6)) return std::nullopt;
  const std::string_view head = digits.substr(
      0, digits.size() == 6 && order != ExpiryOrder::year_first ? 2 : digits.size() - 2);
  const std::string_view tail = digits.substr(head.size());
  if (order == ExpiryOrder::year_first) return Expiry{number(tail), with_century(head), false};
  const bool both = digits.size() == 4 && is_month(head) && is_month(tail);
  return Expiry{number(head), with_century(tail), both && order == ExpiryOrder::any};
}

}  // namespace

std::optional<Expiry> parse_expiry(std::string_view text, ExpiryOrder order) {
  const std::size_t at = text.find_first_of("/-");
  if (at == std::string_view::npos) return together(text, order);
  return parted(text::trimmed(text.substr(0, at)), text::trimmed(text.substr(at + 1)));
}

Validity validity_of(const Expiry& expiry, Time now) {
  using namespace std::chrono;
  const year_month month{year{expiry.year},
                         std::chrono::month{static_cast<unsigned>(expiry.month)}};
  const Time end = sys_days{(month + months{1}) / 1};
  // The month ends first where clocks are 14 hours ahead of UTC, and last where they are 12 behind.
  if (now < end - hours{14}) return Validity::good;
  return now >= end + hours{12} ? Validity::over : Validity::depends;
}

}  // namespace checkoutdiag::fields
