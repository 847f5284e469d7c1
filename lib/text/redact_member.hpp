#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// Longer names are not looked at.
inline constexpr std::size_t kLongestMemberName = 40;

/// A member whose value must not be told, from its name on.
struct HiddenMember {
  std::size_t shown = 0;   // bytes up to the value
  std::size_t hidden = 0;  // bytes of the value
  std::string instead;
};

/// The member of JSON ("cvc":"123", with or without backslashes before its quotes), of a form or a
/// query (card[cvc]=123), or of XML (<cvc>123</cvc>) whose name begins at `at`, when the name is
/// that of a card's security code, a password or a key.
std::optional<HiddenMember> hidden_member(std::string_view text, std::size_t at);

}  // namespace checkoutdiag::text
