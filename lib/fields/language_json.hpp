#pragma once
#include <array>
#include <string_view>

#include "lib/regex/language.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag::fields {

inline constexpr std::array<std::string_view, 8> kLanguageKeys = {
    "pattern", "flags", "match", "dialect", "minlength", "maxlength", "values", "optional"};

/// What a side takes, of an object with these keys. Throws Failure(input).
regex::Language read_language(const text::JsonObject& side);

}  // namespace checkoutdiag::fields
