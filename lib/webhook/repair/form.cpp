#include "lib/webhook/repair/form.hpp"

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::webhook {

std::string encode_form(std::string_view text, const FormStyle& style) {
  const std::string_view digits = style.upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  out.reserve(text.size() * 3 / 2);
  for (char c : text) {
    if (text::is_letter(c) || text::is_digit(c) || style.kept.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ' && style.plus) {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 0x0F];
    }
  }
  return out;
}

std::string decode_form(std::string_view text, bool plus) {
  std::string out, byte;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && text.size() - at > 2 && text::decode_hex(text.substr(at + 1, 2), byte)) {
      out += byte;
      at += 2;
    } else {
      out += plus && text[at] == '+' ? ' ' : text[at];
    }
  }
  return out;
}

bool looks_like_form(std::string_view body) {
  if (body.find('=') == std::string_view::npos || body.find_first_of("{[\"<") == 0) return false;
  for (char c : body)
    if (c <= ' ' || c >= '\x7F') return false;
  return true;
}

}  // namespace checkoutdiag::webhook
