#include "lib/text/utf8.hpp"
#include "lib/webhook/repair/json_writer.hpp"

namespace checkoutdiag::webhook {
namespace {

using Kind = text::JsonToken::Kind;

bool is_ascii_only(StringStyle style) {
  return style == StringStyle::ascii || style == StringStyle::php ||
         style == StringStyle::ascii_upper || style == StringStyle::dotnet;
}

bool has_upper_digits(StringStyle style) {
  return style == StringStyle::ascii_upper || style == StringStyle::dotnet;
}

// The characters below 0x80, beside control characters, that become \uXXXX.
std::string_view escaped_by(StringStyle style) {
  switch (style) {
    case StringStyle::ascii:
      return "\x7F";
    case StringStyle::go:
      return "<>&";
    case StringStyle::gson:
      return "<>&='";
    case StringStyle::dotnet:
      return "<>&'+`\"\x7F";
    default:
      return {};
  }
}

char short_escape(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

void append_unit(std::uint32_t unit, bool upper, std::string& out) {
  const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  out += "\\u";
  for (unsigned shift : {12u, 8u, 4u, 0u})
    out += digits[unit >> shift & 0x0F];
}

void append_ascii(char c, StringStyle style, std::string& out) {
  const bool slash = c == '/' && (style == StringStyle::php || style == StringStyle::slashes);
  if (escaped_by(style).find(c) != std::string_view::npos) {
    append_unit(static_cast<unsigned char>(c), has_upper_digits(style), out);
  } else if (const char letter = slash ? '/' : short_escape(c); letter != 0) {
    out += '\\';
    out += letter;
  } else if (c >= 0 && c < ' ') {
    append_unit(static_cast<unsigned char>(c), has_upper_digits(style), out);
  } else {
    out += c;
  }
}

bool becomes_escape(std::uint32_t code, StringStyle style) {
  return is_ascii_only(style) ||
         ((code == 0x2028 || code == 0x2029) && style != StringStyle::plain);
}

}  // namespace

std::string quoted_json(std::string_view text, StringStyle style) {
  std::string out = "\"";
  out.reserve(text.size() + 2);
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::code_point_at(text, at);
    if (point.length == 1) {
      append_ascii(text[at], style, out);
    } else if (point.length == 0 || !becomes_escape(point.value, style)) {
      out += text.substr(at, point.length == 0 ? 1 : point.length);
    } else if (point.value < 0x10000) {
      append_unit(point.value, has_upper_digits(style), out);
    } else {
      append_unit(0xD800 + ((point.value - 0x10000) >> 10), has_upper_digits(style), out);
      append_unit(0xDC00 + (point.value & 0x3FF), has_upper_digits(style), out);
    }
    at += point.length == 0 ? 1 : point.length;
  }
  return out + '"';
}

Tokens with_strings(const Tokens& tokens, StringStyle style, Arena& arena) {
  Tokens out = tokens;
  std::string text;
  for (text::JsonToken& token : out) {
    if (token.kind != Kind::string && token.kind != Kind::key) continue;
    // Half a surrogate pair has no text; libraries do not agree on what becomes of it.
    if (!text::unescape_json(token.raw, text)) continue;
    std::string written = quoted_json(text, style);
    if (written != token.raw) token.raw = arena.emplace_back(std::move(written));
  }
  return out;
}

}  // namespace checkoutdiag::webhook
