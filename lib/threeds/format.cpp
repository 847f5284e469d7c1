#include "lib/threeds/format.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <tuple>

#include "lib/fields/tables.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::threeds {
namespace {

using Kind = Format::Kind;

struct Named {
  std::string_view word;
  Kind kind;
  std::string_view noun;
};

constexpr std::array<Named, 15> kNamed = {{
    {"uuid", Kind::uuid, "a UUID"},
    {"url", Kind::url, "an absolute URL"},
    {"url-https", Kind::https_url, "an https URL"},
    {"email", Kind::email, "an e-mail address"},
    {"ipv4-or-ipv6", Kind::ip, "an IP address"},
    {"YYMM", Kind::expiry, "a year and a month, YYMM"},
    {"YYYYMMDD", Kind::date, "a date, YYYYMMDD"},
    {"YYYYMMDDHHMM", Kind::minute, "a time, YYYYMMDDHHMM"},
    {"YYYYMMDDHHMMSS", Kind::second, "a time, YYYYMMDDHHMMSS"},
    {"iso3166-numeric", Kind::country, "a country's three digits (ISO 3166-1)"},
    {"iso4217-numeric", Kind::currency, "a currency's three digits (ISO 4217)"},
    {"iso3166-2-part", Kind::region, "the part behind the hyphen of ISO 3166-2"},
    {"base64-std", Kind::base64, "base64 with + and /, and its padding"},
    {"jws-compact", Kind::jws, "a JWS in compact form"},
    {"protocol-version", Kind::version, "a version, such as 2.2.0"},
}};

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument("no number in a format: " + std::string(text));
  return number;
}

// "5", "1..8".
std::pair<std::size_t, std::size_t> range_in(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return {number_in(text), number_in(text)};
  return {number_in(text.substr(0, dots)), number_in(text.substr(dots + 2))};
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(by);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool are_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char each) { return text::is_digit(each); });
}

int two(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool is_date(std::string_view text) {
  if (text.size() != 8 || !are_digits(text)) return false;
  const std::chrono::year_month_day day(std::chrono::year(two(text, 0) * 100 + two(text, 2)),
                                        std::chrono::month(static_cast<unsigned>(two(text, 4))),
                                        std::chrono::day(static_cast<unsigned>(two(text, 6))));
  return day.ok();
}

bool is_time(std::string_view text, std::size_t length) {
  constexpr int kHours = 23, kMost = 59;
  if (text.size() != length || !are_digits(text) || !is_date(text.substr(0, 8))) return false;
  if (two(text, 8) > kHours || two(text, 10) > kMost) return false;
  return length < 14 || two(text, 12) <= kMost;
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char each = text::lower(text[i]);
    if (is_dash ? each != '-' : !text::is_digit(each) && (each < 'a' || each > 'f')) return false;
  }
  return true;
}

// With a scheme and a host; what stands behind them is the server's matter.
bool is_url(std::string_view text, bool needs_https) {
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos || mark == 0) return false;
  const std::string_view scheme = text.substr(0, mark), rest = text.substr(mark + 3);
  if (needs_https && !text::equal_ignoring_case(scheme, "https")) return false;
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  return !host.empty() && std::all_of(text.begin(), text.end(),
                                      [](char each) { return each > ' ' && each < '\x7f'; });
}

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == std::string_view::npos;
}

bool is_ip(std::string_view text) {
  const std::string address(text);
  in_addr v4{};
  in6_addr v6{};
  return ::inet_pton(AF_INET, address.c_str(), &v4) == 1 ||
         ::inet_pton(AF_INET6, address.c_str(), &v6) == 1;
}

bool is_base64(std::string_view text) {
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const std::string_view digits = text.substr(0, text.size() - padding);
  return !digits.empty() && text.size() % 4 == 0 &&
         std::all_of(digits.begin(), digits.end(), [](char each) {
           return text::is_letter(each) || text::is_digit(each) || each == '+' || each == '/';
         });
}

bool is_jws(std::string_view text) {
  const auto parts = split(text, '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && std::all_of(part.begin(), part.end(), [](char each) {
             return text::is_letter(each) || text::is_digit(each) || each == '-' || each == '_';
           });
         });
}

bool is_version(std::string_view text) {
  const auto parts = split(text, '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), are_digits);
}

bool is_region(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char each) {
    return text::is_digit(each) || (each >= 'A' && each <= 'Z');
  });
}

}  // namespace

Format::Format(std::string_view text) : text_(text) {
  // Words, of which lists have commas and no spaces.
  for (std::string_view word : split(text, ' '))
    if (!word.empty()) read_word(word);
}

void Format::read_word(std::string_view word) {
  const auto inside = [&](std::string_view name) -> std::optional<std::string_view> {
    if (!word.starts_with(name) || !word.ends_with(')') || word[name.size()] != '(')
      return std::nullopt;
    return word.substr(name.size() + 1, word.size() - name.size() - 2);
  };
  for (const Named& each : kNamed)
    if (word == each.word) {
      kind_ = each.kind;
      return;
    }
  if (const auto list = inside("enum")) {
    kind_ = Kind::list;
    for (std::string_view each : split(*list, ','))
      values_.emplace_back(each);
  } else if (const auto one = inside("const")) {
    kind_ = Kind::list;
    values_ = {std::string(*one)};
  } else if (const auto codes = inside("codes")) {
    kind_ = Kind::codes;
    for (std::string_view each : split(*codes, ',')) {
      const std::size_t dash = each.find('-');
      const auto first = static_cast<int>(number_in(each.substr(0, dash)));
      const auto last = dash == std::string_view::npos
                            ? first
                            : static_cast<int>(number_in(each.substr(dash + 1)));
      ranges_.emplace_back(first, last);
    }
  } else if (const auto digits = inside("digits")) {
    kind_ = Kind::digits;
    std::tie(least_, most_) = range_in(*digits);
  } else if (const auto signed_ones = inside("signed-digits")) {
    kind_ = Kind::signed_digits;
    std::tie(least_, most_) = range_in(*signed_ones);
  } else if (const auto number = inside("num")) {
    kind_ = Kind::number;
    std::tie(least_, most_) = range_in(*number);
  } else if (word.starts_with("len<=")) {
    longest_ = number_in(word.substr(5));
  } else if (word.starts_with("len>=")) {
    shortest_ = number_in(word.substr(5));
  } else if (word.starts_with("len=")) {
    std::tie(shortest_, longest_) = range_in(word.substr(4));
  } else if (word.starts_with("items<=")) {
    most_items_ = number_in(word.substr(7));
  } else if (word.starts_with("items=")) {
    std::tie(fewest_, most_items_) = range_in(word.substr(6));
  } else {
    throw std::invalid_argument("no such format: " + std::string(word));
  }
}

std::string Format::fault_of(std::string_view value) const {
  if (std::string fault = fault_of_length(value); !fault.empty()) return fault;
  return fault_of_kind(value);
}

std::string Format::fault_of_length(std::string_view value) const {
  const std::size_t length = text::columns(value);
  if (length > longest_)
    return fmt::format("has {} characters, and at most {} are allowed", length, longest_);
  if (length < shortest_)
    return fmt::format("has {} characters, and at least {} are needed", length, shortest_);
  return {};
}

std::string Format::fault_of_count(std::size_t items) const {
  if (items > most_items_)
    return fmt::format("has {} items, and at most {} are allowed", items, most_items_);
  if (items < fewest_)
    return fmt::format("has {} items, and at least {} are needed", items, fewest_);
  return {};
}

// "one of 01 to 06, 80 to 99".
std::string Format::allowed() const {
  std::string text;
  for (const auto& [first, last] : ranges_)
    text += fmt::format("{}{:02}{}", text.empty() ? "" : ", ", first,
                        first == last ? "" : fmt::format(" to {:02}", last));
  for (const std::string& each : values_)
    text += (text.empty() ? "" : ", ") + each;
  return text;
}

std::string Format::fault_of_kind(std::string_view value) const {
  const auto counted = [&](std::string_view digits, const char* what) -> std::string {
    const bool fits = are_digits(digits) && digits.size() >= std::max<std::size_t>(least_, 1) &&
                      digits.size() <= most_;
    if (fits) return {};
    return least_ == most_ ? fmt::format("is not {} digits{}", most_, what)
                           : fmt::format("is not {} to {} digits{}",
                                         std::max<std::size_t>(least_, 1), most_, what);
  };
  const auto named = [&](bool is_one) -> std::string {
    if (is_one) return {};
    for (const Named& each : kNamed)
      if (each.kind == kind_) return fmt::format("is not {}", each.noun);
    return "is not what it must be";
  };
  switch (kind_) {
    case Kind::any:
      return {};
    case Kind::digits:
      return counted(value, "");
    case Kind::signed_digits:
      return counted(value.substr(value.starts_with('-') || value.starts_with('+') ? 1 : 0),
                     ", with a minus or without");
    case Kind::number: {
      const bool fits = are_digits(value) && value.size() <= 9 && number_in(value) >= least_ &&
                        number_in(value) <= most_;
      return fits ? "" : fmt::format("is no number from {} to {}", least_, most_);
    }
    case Kind::codes: {
      const int code = value.size() == 2 && are_digits(value) ? two(value, 0) : -1;
      const bool is_one = std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
        return code >= range.first && code <= range.second;
      });
      return is_one ? "" : "is none of " + allowed();
    }
    case Kind::list:
      if (std::find(values_.begin(), values_.end(), value) != values_.end()) return {};
      return values_.size() == 1 ? "is not " + values_.front() : "is none of " + allowed();
    case Kind::uuid:
      return named(is_uuid(value));
    case Kind::url:
      return named(is_url(value, false));
    case Kind::https_url:
      return named(is_url(value, true));
    case Kind::email:
      return named(is_email(value));
    case Kind::ip:
      return named(is_ip(value));
    case Kind::expiry:
      return named(value.size() == 4 && are_digits(value) && two(value, 2) >= 1 &&
                   two(value, 2) <= 12);
    case Kind::date:
      return named(is_date(value));
    case Kind::minute:
      return named(is_time(value, 12));
    case Kind::second:
      return named(is_time(value, 14));
    case Kind::country:
      return named(value.size() == 3 && are_digits(value));
    case Kind::currency:
      return named(value.size() == 3 && are_digits(value) && fields::find_currency(value));
    case Kind::region:
      return named(is_region(value));
    case Kind::base64:
      return named(is_base64(value));
    case Kind::jws:
      return named(is_jws(value));
    case Kind::version:
      return named(is_version(value));
  }
  return {};
}

bool Format::is_harmless() const {
  constexpr std::size_t kShort = 6;
  switch (kind_) {
    case Kind::codes:
    case Kind::list:
    case Kind::number:
    case Kind::country:
    case Kind::currency:
    case Kind::version:
    case Kind::signed_digits:
      return true;
    case Kind::digits:
      return most_ <= kShort;
    default:
      return false;
  }
}

}  // namespace checkoutdiag::threeds
