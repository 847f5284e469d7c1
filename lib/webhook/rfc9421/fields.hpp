#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"

// A header's values as RFC 9421 section 2.1 wants them.
namespace checkoutdiag::webhook::rfc9421 {

/// One for each header of that name, without the spaces around it and with a space for every old
/// line folding.
std::vector<std::string> field_lines(const Delivery& delivery, std::string_view name);

/// All of them, with commas between them; nothing when there is no such header.
std::optional<std::string> combined_value(const Delivery& delivery, std::string_view name);

}  // namespace checkoutdiag::webhook::rfc9421
