#pragma once
#include <string>
#include <string_view>

#include "lib/fields/schema.hpp"

namespace checkoutdiag::fields {

/// The fields of a form as a browser checks and sends them: pattern, minlength, maxlength,
/// required, type, options. `part` names one of several forms: its id, its name, or its number
/// from 1. Throws Failure(input).
Schema read_html_form(std::string_view page, const std::string& part, const std::string& file);

}  // namespace checkoutdiag::fields
