#include "lib/text/json_pointer.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::text {
namespace {

// Takes ~1 and ~0 out of a part; false for a ~ that is neither.
bool unescape(std::string_view part, std::string& out) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '~') {
      out += part[i];
      continue;
    }
    if (++i == part.size() || (part[i] != '0' && part[i] != '1')) return false;
    out += part[i] == '0' ? '~' : '/';
  }
  return true;
}

}  // namespace

std::optional<std::vector<std::string>> parse_pointer(std::string_view pointer) {
  std::vector<std::string> parts;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return {};
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!unescape(pointer.substr(0, end), parts.emplace_back())) return {};
    pointer.remove_prefix(end);
  }
  return parts;
}

std::optional<std::size_t> index_of(std::string_view part) {
  // Nine digits are more than any text here has elements, and fit.
  if (part.empty() || part.size() > 9 || (part.front() == '0' && part.size() > 1)) return {};
  std::size_t index = 0;
  for (char c : part) {
    if (!is_digit(c)) return {};
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index;
}

}  // namespace checkoutdiag::text
