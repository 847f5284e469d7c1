#include "lib/webhook/rfc9421/fields.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook::rfc9421 {
namespace {

constexpr std::string_view kSpaces = " \t";

/// The size of a line end before a space or tab at `at`, and of what is white around it; 0: there
/// is none.
std::size_t fold_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const std::size_t end = rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') ? 1 : 0;
  if (end == 0 || end == rest.size() || kSpaces.find(rest[end]) == std::string_view::npos) return 0;
  return std::min(rest.find_first_not_of(kSpaces, end), rest.size());
}

std::string unfolded(std::string_view text) {
  if (text.find('\n') == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t fold = fold_at(text, i);
    if (fold) {
      out.resize(out.find_last_not_of(kSpaces) + 1);
      out += ' ';
    } else {
      out += text[i];
    }
    i += std::max<std::size_t>(fold, 1);
  }
  return out;
}

}  // namespace

std::vector<std::string> field_lines(const Delivery& delivery, std::string_view name) {
  std::vector<std::string> lines;
  for (const Header& header : delivery.headers)
    if (text::equal_ignoring_case(header.name, name))
      lines.emplace_back(text::trimmed(unfolded(header.value)));
  return lines;
}

std::optional<std::string> combined_value(const Delivery& delivery, std::string_view name) {
  const std::vector<std::string> lines = field_lines(delivery, name);
  if (lines.empty()) return {};
  std::string out = lines.front();
  for (std::size_t i = 1; i < lines.size(); ++i)
    out.append(", ").append(lines[i]);
  return out;
}

}  // namespace checkoutdiag::webhook::rfc9421
