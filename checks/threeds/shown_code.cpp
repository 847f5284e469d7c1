#include "checks/threeds/shown_code.hpp"

#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::threeds {

std::string shown_code(std::string_view raw) {
  constexpr std::size_t kLongest = 120;
  return text::printable(text::redacted(raw), kLongest);
}

}  // namespace checkoutdiag::threeds
