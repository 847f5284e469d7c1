#include "lib/webhook/signature_text.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "lib/text/hex.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/key.hpp"

namespace checkoutdiag::webhook {
namespace {

// The longest MAC is SHA-512's: 64 bytes, 128 hex digits.
using Buffer = std::array<char, 160>;

std::string_view hex_into(std::string_view raw, Buffer& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::size_t at = 0;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    out[at++] = kDigits[byte >> 4];
    out[at++] = kDigits[byte & 0x0F];
  }
  return {out.data(), at};
}

std::string without_quotes(std::string_view text) {
  constexpr std::string_view kAround = " \t\"'";
  const std::size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kAround) - first + 1));
}

std::optional<std::string> base64_bytes(std::string_view text, text::Base64Rules rules = {}) {
  std::string raw;
  if (!text::decode_base64(text, raw, rules)) return std::nullopt;
  return raw;
}

std::optional<std::string> hex_bytes(std::string_view text) {
  std::string raw;
  if (!text::decode_hex(text, raw)) return std::nullopt;
  return raw;
}

std::optional<std::string> exact_bytes(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::base64) return base64_bytes(text);
  const bool upper =
      std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return upper ? std::nullopt : hex_bytes(text);
}

}  // namespace

std::string signature_text(std::string_view raw, Encoding encoding) {
  return encoding == Encoding::hex ? text::hex(text::bytes_of(raw))
                                   : text::base64(text::bytes_of(raw));
}

std::optional<std::string> signature_bytes(std::string_view text, Encoding encoding,
                                           SignatureForm form) {
  switch (form) {
    case SignatureForm::exact:
      return exact_bytes(text, encoding);
    case SignatureForm::any_case_hex:
      return encoding == Encoding::hex ? hex_bytes(text) : std::nullopt;
    case SignatureForm::hex:
      return encoding == Encoding::base64 ? hex_bytes(text) : std::nullopt;
    case SignatureForm::base64:
      return encoding == Encoding::hex ? base64_bytes(text) : std::nullopt;
    case SignatureForm::base64url:
      return base64_bytes(text, {true, true});
    case SignatureForm::unpadded_base64:
      return base64_bytes(text, {false, true});
    case SignatureForm::spaces_for_plus: {
      std::string mended(text);
      std::replace(mended.begin(), mended.end(), ' ', '+');
      return base64_bytes(mended);
    }
    case SignatureForm::percent_encoded:
      return exact_bytes(percent_decoded(text), encoding);
    case SignatureForm::quoted:
      return exact_bytes(without_quotes(text), encoding);
  }
  return std::nullopt;
}

bool is_text_of(std::string_view raw, std::string_view text, const std::vector<Encoding>& encodings,
                SignatureForm form) {
  for (const Encoding encoding : encodings) {
    if (form != SignatureForm::exact) {
      const auto offered = signature_bytes(text, encoding, form);
      if (offered && equal_in_constant_time(raw, *offered)) return true;
    } else if (encoding == Encoding::hex) {
      Buffer buffer;
      if (raw.size() * 2 <= buffer.size() && equal_in_constant_time(hex_into(raw, buffer), text))
        return true;
    } else if (equal_in_constant_time(text::base64(text::bytes_of(raw)), text)) {
      return true;
    }
  }
  return false;
}

}  // namespace checkoutdiag::webhook
