#pragma once
#include <optional>

#include "lib/fields/schema.hpp"
#include "lib/text/html.hpp"

namespace checkoutdiag::fields {

/// What an input, a select (without its options) or a textarea takes (HTML 4.10.5); nothing for one
/// that nobody types into or that is not sent.
std::optional<Field> control_of(const text::HtmlEvent& element);

}  // namespace checkoutdiag::fields
