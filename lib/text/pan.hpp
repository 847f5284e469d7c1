#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// A card number in a text.
struct Pan {
  std::size_t length = 0;  // bytes in the text, with what stands between its groups
  std::string digits;
};

/// The card number that begins at `at`, the first digit of a run: 13 to 19 digits with the
/// beginning and the length of a known scheme, and a right check digit (Luhn), in one piece or in
/// groups with up to three spaces, dashes, dots or low lines between them. A number inside 24 or
/// more hexadecimal digits is none: that is a digest or an id.
std::optional<Pan> pan_at(std::string_view text, std::size_t at);

/// The first 6 and the last 4 digits: what PCI DSS lets one show.
std::string shown_pan(const Pan& pan);

/// A text with each card number in it as shown_pan() has it.
std::string without_pans(std::string_view text);

}  // namespace checkoutdiag::text
