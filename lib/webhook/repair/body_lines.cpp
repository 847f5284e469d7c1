#include "lib/webhook/repair/body_parts.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kKeepEnds =
    "hand on the body as it came: a file is saved without an editor and sent with curl's "
    "--data-binary, and a shell writes it with printf, not echo";
constexpr std::string_view kCurlStrips =
    "hand on the body as it came: curl's -d @FILE removes line ends, and --data-binary keeps them; "
    "trim() and strip(), $(...) in a shell and Laravel's TrimStrings remove the last one";
constexpr std::string_view kLineEnds =
    "hand on the body as it came: streams in binary mode, not text mode; git with -text for "
    "recorded bodies; no dos2unix or unix2dos on the way";

constexpr Damage kNewlineAdded{"body.trailing-newline-added",
                               "a newline was added at the end of the body",
                               "the body's last newline is removed", kKeepEnds, true};
constexpr Damage kCrlfAdded{"body.trailing-crlf-added",
                            "a line end (CR LF) was added at the end of the body",
                            "the body's last CR LF is removed", kKeepEnds, true};
constexpr Damage kNewlineRemoved{"body.trailing-newline-removed",
                                 "the newline at the end of the body was removed",
                                 "a newline is put at the body's end", kCurlStrips, true};
constexpr Damage kCrlfRemoved{"body.trailing-crlf-removed",
                              "the line end (CR LF) at the end of the body was removed",
                              "CR LF is put at the body's end", kCurlStrips, true};
constexpr Damage kCrlfBecameLf{"body.crlf-became-lf", "the body's line ends CR LF became LF",
                               "each LF is CR LF again", kLineEnds, true};
constexpr Damage kLfBecameCrlf{"body.lf-became-crlf", "the body's line ends LF became CR LF",
                               "each CR LF is LF again", kLineEnds, true};
constexpr Damage kBomAdded{
    "body.bom-added", "a byte order mark (EF BB BF) was put before the body",
    "the byte order mark is removed",
    "write the body without a byte order mark: utf-8 in Python, not utf-8-sig; "
    "new UTF8Encoding(false) in .NET; -Encoding utf8NoBOM in PowerShell",
    true};
constexpr Damage kBomRemoved{
    "body.bom-removed", "the byte order mark (EF BB BF) before the body was removed",
    "the byte order mark is put before it again",
    "verify over the bytes, not over text made of them: TextDecoder in JavaScript, utf-8-sig in "
    "Python and StreamReader in .NET drop the mark in silence, and so may an SDK that is given a "
    "buffer"};
constexpr Damage kWhitespaceAdded{"body.whitespace-added",
                                  "spaces or line ends were added around the body",
                                  "the whitespace around the body is removed", kKeepEnds, true};
constexpr Damage kWhitespaceAddedToLines{
    "body.whitespace-added", "spaces or line ends were added around the body",
    "the whitespace around the body is removed, but for one line end", kKeepEnds};
constexpr Damage kWhitespaceRemoved{
    "body.whitespace-removed", "spaces or line ends around the body were removed",
    "they are put back",
    "do not trim the body before it is verified: no trim(), no strip(), and in Laravel no "
    "TrimStrings before the signature is checked",
    true};
constexpr Damage kNulAdded{
    "body.trailing-nul-added", "NUL bytes were added at the end of the body",
    "the NUL bytes at the body's end are removed",
    "take as many bytes as were received, not the size of the buffer that they are in"};
constexpr Damage kNulRemoved{
    "body.trailing-nul-removed", "the NUL byte at the end of the body was removed",
    "a NUL byte is put at the body's end",
    "have the sender sign strlen() bytes, not sizeof, which counts the string's terminator; until "
    "then keep the body with its length, not as a C string"};

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t next = text.find(from, at);
    out += text.substr(at, next - at);
    if (next == std::string_view::npos) return out;
    out += to;
    at = next + from.size();
  }
}

}  // namespace

void undo_line_ends(std::string_view body, Offers& offers) {
  if (body.ends_with("\r\n"))
    offers.give(kCrlfAdded, std::string(body.substr(0, body.size() - 2)));
  else if (body.ends_with('\n'))
    offers.give(kNewlineAdded, std::string(body.substr(0, body.size() - 1)));
  offers.give(kNewlineRemoved, std::string(body) + "\n");
  offers.give(kCrlfRemoved, std::string(body) + "\r\n");
  const std::string lines = replaced(body, "\r\n", "\n");
  offers.give(kLfBecameCrlf, lines);
  offers.give(kCrlfBecameLf, replaced(lines, "\n", "\r\n"));
}

void undo_whitespace(std::string_view body, Offers& offers) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (body.starts_with(kMark))
    offers.give(kBomAdded, std::string(body.substr(kMark.size())));
  else
    offers.give(kBomRemoved, std::string(kMark) + std::string(body));

  const std::string_view inside = trimmed(body);
  if (inside.empty()) return;
  const auto start = static_cast<std::size_t>(inside.data() - body.data());
  offers.give(kWhitespaceAdded, std::string(inside));
  offers.give(kWhitespaceAdded, std::string(body.substr(0, start + inside.size())));
  offers.give(kWhitespaceAdded, std::string(body.substr(start)));
  for (const char* end : {"\n", "\r\n"})
    offers.give(kWhitespaceAddedToLines, std::string(inside) + end);
  const std::string text(body);
  for (const char* end : {" ", "\n\n", "\r\n\r\n"})
    offers.give(kWhitespaceRemoved, text + end);
  for (const char* begin : {"\n", " ", "\r\n"})
    offers.give(kWhitespaceRemoved, begin + text);
  for (const char* around : {"\n", "\r\n"})
    offers.give(kWhitespaceRemoved, around + text + around);

  const std::size_t last = body.find_last_not_of('\0');
  if (body.ends_with('\0') && last != std::string_view::npos) {
    offers.give(kNulAdded, text.substr(0, last + 1));
    offers.give(kNulAdded, text.substr(0, text.size() - 1));
  } else {
    offers.give(kNulRemoved, text + '\0');
  }
}

}  // namespace checkoutdiag::webhook
