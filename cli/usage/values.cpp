#include "cli/usage/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "lib/text/escape.hpp"

namespace checkoutdiag::usage {
namespace {

constexpr const char* kDigits = "0123456789";

template <class T>
std::optional<T> read(const std::string& text) {
  T result{};
  const char* end = text.data() + text.size();
  auto [stopped, error] = std::from_chars(text.data(), end, result);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return result;
}

}  // namespace

Failure wrong_value(const std::string& option, const std::string& value,
                    const std::string& wanted) {
  return Failure(Failure::Kind::usage,
                 fmt::format("{} cannot be '{}'", option, text::printable(value, 80)),
                 "it takes " + wanted);
}

double number(const std::string& option, const std::string& value, double least, double most) {
  std::optional<double> result = read<double>(value);
  if (!result || !std::isfinite(*result) || *result < least || *result > most)
    throw wrong_value(option, value, fmt::format("a number from {:g} to {:g}", least, most));
  return *result;
}

int whole(const std::string& option, const std::string& value, int least, int most) {
  std::optional<int> result = read<int>(value);
  if (!result || *result < least || *result > most)
    throw wrong_value(option, value, fmt::format("a whole number from {} to {}", least, most));
  return *result;
}

Time moment(const std::string& option, const std::string& value) {
  // Ten digits are seconds since 1970, from 2001 to 2286: what headers and logs have.
  if (value.size() == 10 && value.find_first_not_of(kDigits) == std::string::npos)
    return Time(std::chrono::seconds(std::stoll(value)));
  if (std::optional<Time> result = text::parse_time(value)) return *result;
  throw wrong_value(option, value,
                    "a time such as 2026-11-27T00:00:00Z, a date, or seconds since 1970");
}

Place place(const std::string& option, const std::string& value) {
  Place result{value, 1};
  std::size_t colon = value.rfind(':');
  if (colon != std::string::npos && colon + 1 < value.size() &&
      value.find_first_not_of(kDigits, colon + 1) == std::string::npos) {
    result.file = value.substr(0, colon);
    result.line = whole(option, value.substr(colon + 1), 1, 100'000'000);
  }
  if (result.file.empty()) throw wrong_value(option, value, "FILE or FILE:LINE");
  return result;
}

}  // namespace checkoutdiag::usage
