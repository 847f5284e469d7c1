#pragma once
#include <optional>
#include <string_view>

// The outline of DER, for what is looked at before OpenSSL decodes it, or without that.
namespace checkoutdiag::trust {

struct Element {
  unsigned char tag = 0;
  std::string_view whole, content;  // within the bytes that were given
};

/// The element at the beginning. Nothing when it is longer than the bytes, or has a form that DER
/// does not (indefinite length, high tag numbers).
std::optional<Element> first_element(std::string_view bytes);

/// Takes the first element off `bytes` when it has this tag.
std::optional<Element> take_element(std::string_view& bytes, unsigned char tag);

inline constexpr unsigned char kSequence = 0x30, kInteger = 0x02, kBitString = 0x03,
                               kOctetString = 0x04, kObject = 0x06, kContext0 = 0xa0;

/// Are these bytes, all of them, laid out as a certificate (RFC 5280 4.1)? Far cheaper than
/// decoding; what is in the elements is not looked at.
bool outlines_certificate(std::string_view bytes);

}  // namespace checkoutdiag::trust
