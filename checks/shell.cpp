#include "checks/shell.hpp"

#include <algorithm>

#include "lib/text/escape.hpp"

namespace checkoutdiag {

std::string shell_word(std::string_view text) {
  std::string safe = text::printable(text);
  bool plain = !safe.empty() && std::all_of(safe.begin(), safe.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:/[]@%+=,").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain && safe.find('[') == std::string::npos) return safe;
  std::string quoted = "'";
  for (char c : safe) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string paste(std::string_view line) {
  return "\n  " + std::string(line);
}

}  // namespace checkoutdiag
