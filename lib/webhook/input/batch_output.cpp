#include "lib/text/utf8.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

// A control character, quote or backslash.
void append_escaped(char c, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    (out += '\\') += c;
  } else {
    out += "\\u00";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
}

// A JSON string. What is not UTF-8 becomes U+FFFD, a byte at a time, so that the line stays JSON.
void append_string(std::string_view text, std::string& out) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_plain(text[end]))
      ++end;
    out += text.substr(at, end - at);
    at = end;
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      append_escaped(text[at++], out);
      continue;
    }
    const std::size_t length = text::code_point_at(text, at).length;
    out += length == 0 ? kReplacement : text.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  out += '"';
}

std::string_view word(bool value) {
  return value ? "true" : "false";
}

}  // namespace

void write_batch_line(const BatchAnswer& answer, std::string& out) {
  out += "{\"name\":";
  append_string(answer.name, out);
  (out += ",\"valid\":") += word(answer.valid);
  (out += ",\"signature\":") += word(answer.signature);
  (out += ",\"bounded\":") += word(answer.bounded);
  out += ",\"causes\":[";
  for (const Cause& cause : answer.causes) {
    out += &cause == answer.causes.data() ? "{\"id\":" : ",{\"id\":";
    append_string(cause.id, out);
    out += ",\"message\":";
    append_string(cause.message, out);
    out += ",\"fix\":";
    append_string(cause.fix, out);
    (out += ",\"certain\":") += word(cause.certain);
    out += '}';
  }
  out += "]}\n";
}

}  // namespace checkoutdiag::webhook
