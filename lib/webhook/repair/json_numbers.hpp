#pragma once
#include <span>
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// How a library writes numbers.
struct NumberForm {
  std::string_view words;                           // "with .0 behind whole numbers"
  std::string (*rewrite)(std::string_view number);  // empty: it would be written as it is
};

/// The forms, most common first. A number's value never changes; those that would lose digits as a
/// double stay as they are.
std::span<const NumberForm> number_forms();

}  // namespace checkoutdiag::webhook
