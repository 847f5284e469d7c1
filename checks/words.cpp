#include "checks/words.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace checkoutdiag {

std::string listed(std::span<const std::string> items, std::size_t most) {
  std::size_t shown = std::min(items.size(), most);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    bool last = i + 1 == items.size();
    if (i > 0) text += last ? " and " : ", ";
    text += items[i];
  }
  if (shown < items.size()) text += fmt::format(" and {} more", items.size() - shown);
  return text;
}

std::string days_text(std::int64_t days) {
  return fmt::format("{} {}", days, days == 1 ? "day" : "days");
}

std::int64_t days_between(Time from, Time to) {
  return std::chrono::floor<std::chrono::days>(to - from).count();
}

}  // namespace checkoutdiag
