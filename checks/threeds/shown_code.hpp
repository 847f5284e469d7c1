#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::threeds {

/// What a message has where a code belongs, cut where it is long: safe to print, whatever it is.
std::string shown_code(std::string_view raw);

}  // namespace checkoutdiag::threeds
