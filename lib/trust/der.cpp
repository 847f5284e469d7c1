#include "lib/trust/der.hpp"

#include <cstddef>

namespace checkoutdiag::trust {

std::optional<Element> first_element(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if ((octet(0) & 0x1f) == 0x1f) return std::nullopt;
  std::size_t header = 2, length = octet(1);
  if (length >= 0x80) {
    const std::size_t digits = length & 0x7f;
    constexpr std::size_t kMostDigits = 4;
    if (digits == 0 || digits > kMostDigits || bytes.size() < 2 + digits) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < digits; ++i)
      length = length << 8 | octet(2 + i);
    header += digits;
  }
  if (length > bytes.size() - header) return std::nullopt;
  return Element{octet(0), bytes.substr(0, header + length), bytes.substr(header, length)};
}

std::optional<Element> take_element(std::string_view& bytes, unsigned char tag) {
  std::optional<Element> element = first_element(bytes);
  if (!element || element->tag != tag) return std::nullopt;
  bytes.remove_prefix(element->whole.size());
  return element;
}

bool outlines_certificate(std::string_view bytes) {
  std::string_view rest = bytes;
  std::optional<Element> outer = take_element(rest, kSequence);
  if (!outer || !rest.empty()) return false;
  std::string_view parts = outer->content;
  std::optional<Element> signed_part = take_element(parts, kSequence);
  if (!signed_part || !take_element(parts, kSequence) || !take_element(parts, kBitString))
    return false;
  if (!parts.empty()) return false;
  std::string_view fields = signed_part->content;
  take_element(fields, kContext0);  // version: absent in version 1
  if (!take_element(fields, kInteger)) return false;
  // signature, issuer, validity, subject, subjectPublicKeyInfo
  for (int i = 0; i < 5; ++i)
    if (!take_element(fields, kSequence)) return false;
  return true;
}

}  // namespace checkoutdiag::trust
