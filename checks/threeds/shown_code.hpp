#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::threeds {

/// What a message has where a code belongs, when it looks like one: at most eight digits,
/// four letters, or a UUID. Empty: it is something else, which may be of a card or a person.
std::string code_in(std::string_view raw);

/// The same, or "a text of 17 characters".
std::string shown_code(std::string_view raw);

/// A member's name, or "a member with a name of 40 characters".
std::string shown_name(std::string_view raw);

}  // namespace checkoutdiag::threeds
