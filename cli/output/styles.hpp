#pragma once
#include <string_view>

namespace checkoutdiag::output {

/// Terminal sequences around parts of the human text; all empty: no colour.
struct Styles {
  std::string_view error, warning, note, unknown, good, strong, faint, reset;
};

inline constexpr Styles kPlain{};
inline constexpr Styles kColored{"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;35m",
                                 "\x1b[32m",   "\x1b[1m",    "\x1b[2m",    "\x1b[0m"};

}  // namespace checkoutdiag::output
