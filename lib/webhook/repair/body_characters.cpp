#include <array>
#include <optional>

#include "lib/text/escape.hpp"
#include "lib/text/utf8.hpp"
#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/utf16.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kCharsets =
    "verify over the bytes, and make text of them afterwards, as UTF-8; what mistakes the "
    "charset:\n"
    "Java: new String(bytes) and getReader() without a charset; read getInputStream()\n"
    "Node.js: 'latin1' and 'binary' strings; keep the Buffer\n"
    "Python: response.text and decode('latin-1'); keep the bytes\n"
    "databases: columns and connections whose charset is no UTF-8";

constexpr Damage kReadAsLatin1{"body.utf8-read-as-latin1",
                               "the body was UTF-8 that was read as Latin-1 and written as UTF-8",
                               "that is undone", kCharsets};
constexpr Damage kLatin1BecameUtf8{"body.latin1-became-utf8",
                                   "the body was Latin-1 and was written as UTF-8",
                                   "it is Latin-1 again", kCharsets};
constexpr Damage kBecameLatin1{"body.utf8-became-latin1",
                               "the body was UTF-8 and was written as Latin-1", "it is UTF-8 again",
                               kCharsets};
constexpr Damage kBecameUtf16{
    "body.utf8-became-utf16", "the body was UTF-8 and was written as UTF-16", "it is UTF-8 again",
    "keep the bytes: > and Out-File of Windows PowerShell write UTF-16; what does not:\n"
    "curl.exe with -o FILE\n"
    "PowerShell: [IO.File]::WriteAllBytes"};

// Windows-1252 from 0x80 on, where it differs from Latin-1 (WHATWG Encoding, index windows-1252).
constexpr std::array<std::uint16_t, 32> kWindows = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::optional<unsigned> byte_for(std::uint32_t code, bool windows) {
  if (windows && code >= 0x80)
    for (unsigned i = 0; i < kWindows.size(); ++i)
      if (kWindows[i] == code) return 0x80 + i;
  if (code > 0xFF) return std::nullopt;
  return code;
}

std::optional<std::string> as_single_bytes(std::string_view utf8, bool windows) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const text::CodePoint point = text::code_point_at(utf8, at);
    if (point.length == 0) return std::nullopt;
    const std::optional<unsigned> byte = byte_for(point.value, windows);
    if (!byte) return std::nullopt;
    out += static_cast<char>(*byte);
    at += point.length;
  }
  return out;
}

std::string from_single_bytes(std::string_view bytes, bool windows) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text::append_utf8(windows && byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80u] : byte, out);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

void undo_utf16(std::string_view body, Offers& offers) {
  const std::optional<std::string> text = utf16_as_utf8(body);
  if (!text) return;
  offers.give(kBecameUtf16, *text);
  // PowerShell takes text apart at its line ends, and writes CR LF behind each line, the last too.
  std::string lines;
  for (std::size_t at = 0; at < text->size(); ++at)
    if (text->compare(at, 2, "\r\n") != 0) lines += (*text)[at];
  if (!lines.ends_with('\n')) return;
  offers.give(kBecameUtf16, text->substr(0, text->size() - (text->ends_with("\r\n") ? 2 : 1)));
  offers.give(kBecameUtf16, lines.substr(0, lines.size() - 1));
  offers.give(kBecameUtf16, std::move(lines));
}

}  // namespace

void undo_charsets(std::string_view body, Offers& offers) {
  undo_utf16(body, offers);
  if (is_ascii(body)) return;
  if (!text::is_utf8(body)) {
    for (bool windows : {false, true})
      offers.give(kBecameLatin1, from_single_bytes(body, windows));
    return;
  }
  for (bool windows : {false, true}) {
    std::optional<std::string> once = as_single_bytes(body, windows);
    if (!once) continue;
    const bool utf8 = text::is_utf8(*once);
    offers.give(utf8 ? kReadAsLatin1 : kLatin1BecameUtf8, *once);
    std::optional<std::string> twice = as_single_bytes(*once, windows);
    if (utf8 && twice && text::is_utf8(*twice)) offers.give(kReadAsLatin1, *twice);
  }
}

}  // namespace checkoutdiag::webhook
