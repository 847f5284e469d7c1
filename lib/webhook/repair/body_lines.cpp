#include "lib/webhook/repair/body_parts.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kKeepEnds =
    "hand on the body as it came; what adds a line end:\n"
    "an editor: save the file without one, or take the bytes as they were received\n"
    "a shell: write it with printf, not echo\n"
    "print, puts and println: write the bytes as they are";
constexpr std::string_view kCurlStrips =
    "hand on the body as it came; what removes a line end:\n"
    "curl: -d @FILE does, and --data-binary @FILE does not\n"
    "trim() and strip(): not before the signature is checked\n"
    "$(...) in a shell: pass the file or the pipe on instead\n"
    "Laravel: TrimStrings; verify $request->getContent() in place of parsed input";
constexpr std::string_view kLineEnds =
    "hand on the body as it came; what rewrites line ends:\n"
    "streams in text mode: open them in binary mode\n"
    "git: a line with -text in .gitattributes for recorded bodies\n"
    "dos2unix, unix2dos and FTP in ASCII mode: leave them out";
constexpr std::string_view kWindowsSave =
    "hand on the body as it came: an editor or PowerShell saved it as Windows text; what keeps "
    "the bytes:\n"
    "curl.exe with -o FILE, and with --data-binary @FILE when it is sent\n"
    "PowerShell: [IO.File]::WriteAllBytes, not > and not Out-File\n"
    "git: a line with -text in .gitattributes for recorded bodies";

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
constexpr Damage kBomAdded{"body.bom-added", "a byte order mark (EF BB BF) was put before the body",
                           "the byte order mark is removed",
                           "write the body without a byte order mark:\n"
                           "Python: encoding='utf-8', not 'utf-8-sig'\n"
                           ".NET: new UTF8Encoding(false)\n"
                           "PowerShell: -Encoding utf8NoBOM",
                           true};
constexpr Damage kBomRemoved{
    "body.bom-removed", "the byte order mark (EF BB BF) before the body was removed",
    "the byte order mark is put before it again",
    "verify over the bytes, not over text made of them; what drops the mark in silence:\n"
    "JavaScript: TextDecoder\n"
    "Python: encoding='utf-8-sig'\n"
    ".NET: StreamReader"};
// What a save on Windows does at once.
constexpr Damage kBomAndEndAdded{
    "body.bom-added",
    "a byte order mark (EF BB BF) was put before the body and a line end behind it",
    "both are removed", kWindowsSave, true};
constexpr Damage kCrlfAndEndAdded{"body.lf-became-crlf",
                                  "the body's line ends LF became CR LF, and one was added at its "
                                  "end",
                                  "each CR LF is LF again and the last one is removed",
                                  kWindowsSave, true};
constexpr Damage kCrlfAndBomAdded{"body.lf-became-crlf",
                                  "the body's line ends LF became CR LF, and a byte order mark "
                                  "(EF BB BF) was put before it",
                                  "each CR LF is LF again and the mark is removed", kWindowsSave,
                                  true};
constexpr Damage kCrlfBomAndEndAdded{
    "body.lf-became-crlf",
    "the body's line ends LF became CR LF, one was added at its end, and a byte order mark "
    "(EF BB BF) was put before it",
    "each CR LF is LF again and the last one and the mark are removed", kWindowsSave, true};
constexpr Damage kWhitespaceAdded{"body.whitespace-added",
                                  "spaces or line ends were added around the body",
                                  "the whitespace around the body is removed", kKeepEnds, true};
constexpr Damage kWhitespaceAddedToLines{
    "body.whitespace-added", "spaces or line ends were added around the body",
    "the whitespace around the body is removed, but for one line end", kKeepEnds};
constexpr Damage kWhitespaceRemoved{
    "body.whitespace-removed", "spaces or line ends around the body were removed",
    "they are put back",
    "do not trim the body before it is verified: no trim() and no strip()\n"
    "Laravel: TrimStrings does; verify $request->getContent() in place of parsed input",
    true};
constexpr Damage kNulAdded{
    "body.trailing-nul-added", "NUL bytes were added at the end of the body",
    "the NUL bytes at the body's end are removed",
    "take as many bytes as were received, not the size of the buffer that they are in"};
constexpr Damage kNulRemoved{
    "body.trailing-nul-removed", "the NUL byte at the end of the body was removed",
    "a NUL byte is put at the body's end",
    "keep the body with its length, not as a C string, which ends at the first NUL\n"
    "where the sender is yours, have it sign strlen() bytes, not sizeof, which counts the NUL"};

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

constexpr std::string_view kMark = "\xEF\xBB\xBF";

// Without one LF or CR LF at the end; empty when there is none.
std::string_view without_line_end(std::string_view text) {
  if (text.ends_with("\r\n")) return text.substr(0, text.size() - 2);
  if (text.ends_with('\n')) return text.substr(0, text.size() - 1);
  return {};
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

// Two or three at once. Each by itself was offered before: the smaller damage is the likelier one.
void undo_windows_save(std::string_view body, Offers& offers) {
  const bool marked = body.starts_with(kMark);
  if (marked) {
    body.remove_prefix(kMark.size());
    if (const std::string_view text = without_line_end(body); !text.empty())
      offers.give(kBomAndEndAdded, std::string(text));
  }
  if (body.find("\r\n") == std::string_view::npos) return;
  const std::string lines = replaced(body, "\r\n", "\n");
  if (marked) offers.give(kCrlfAndBomAdded, lines);
  if (const std::string_view text = without_line_end(lines); !text.empty())
    offers.give(marked ? kCrlfBomAndEndAdded : kCrlfAndEndAdded, std::string(text));
}

void undo_whitespace(std::string_view body, Offers& offers) {
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
