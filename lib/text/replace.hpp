#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// Puts `by` wherever `what`, which is not empty, stands in `text`.
inline void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

}  // namespace checkoutdiag::text
