#include "checks/threeds/shown_code.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/threeds/format.hpp"

namespace checkoutdiag::threeds {
namespace {

bool is_made_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char each) {
    return text::is_letter(each) || text::is_digit(each) ||
           others.find(each) != std::string_view::npos;
  });
}

}  // namespace

std::string code_in(std::string_view raw) {
  constexpr std::size_t kLongest = 8, kLongestWord = 4;
  static const Format uuid("uuid");
  const bool is_number =
      raw.size() <= kLongest && raw.find_first_not_of("0123456789.+-") == std::string_view::npos;
  const bool is_code =
      is_number || raw == "false" || (raw.size() <= kLongestWord && is_made_of(raw, ""));
  if ((is_code || uuid.fault_of(raw).empty()) && text::redacted(raw) == raw)
    return std::string(raw);
  return {};
}

std::string shown_code(std::string_view raw) {
  const std::string code = code_in(raw);
  return code.empty() && !raw.empty() ? fmt::format("a text of {} characters", text::columns(raw))
                                      : code;
}

std::string shown_name(std::string_view raw) {
  constexpr std::size_t kLongest = 100;
  const bool is_name = raw.size() <= kLongest && is_made_of(raw, "._-[]") && !raw.empty() &&
                       !text::is_digit(raw.front()) && text::redacted(raw) == raw;
  return is_name ? std::string(raw)
                 : fmt::format("a member with a name of {} characters", text::columns(raw));
}

}  // namespace checkoutdiag::threeds
