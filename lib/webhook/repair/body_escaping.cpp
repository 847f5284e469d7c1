#include <algorithm>
#include <array>
#include <charconv>

#include "lib/text/hex.hpp"
#include "lib/text/utf8.hpp"
#include "lib/webhook/repair/body_parts.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr Damage kHtml{"body.html-escaped", "the body was escaped for HTML (&quot;, &amp;)",
                       "that is undone",
                       "verify over the raw body; what escapes it:\n"
                       "PHP: htmlspecialchars() and FILTER_SANITIZE_*, on input\n"
                       "an XSS filter or a firewall in front of the application\n"
                       "a copy from a web page: take the bytes as they were received"};
constexpr Damage kBackslashes{"body.backslashes-added",
                              "backslashes were added before the quotes in the body",
                              "they are removed",
                              "verify over the raw body; what adds backslashes:\n"
                              "WordPress: to $_POST; read file_get_contents('php://input')\n"
                              "PHP: addslashes()\n"
                              "a shell: a body in double quotes; read it from a file"};
constexpr Damage kPython{
    "body.python-bytes", "the body was written as Python shows bytes (b'...')",
    "the bytes are taken out of it",
    "verify over the bytes themselves\n"
    "where a text is kept, keep body.decode('utf-8'): str() and f-strings of bytes are not their "
    "text"};
constexpr Damage kQuoted{"body.quoted", "quotes were put around the body", "they are removed",
                         "leave out the quotes: in a file they are part of the body"};
constexpr Damage kHeaders{
    "body.headers-left-in", "the HTTP headers stand before the body", "they are removed",
    "give what follows the first empty line alone, or the whole as a request: --request"};
constexpr Damage kChunks{
    "body.chunks-left-in", "the body still has the sizes of its chunks in it", "they are removed",
    "decode Transfer-Encoding: chunked before the signature is checked: HTTP servers do so, "
    "captures of the connection do not"};

// The text of a character reference whose & is at `at`; empty: it is none. Moves `at` behind it.
std::string read_reference(std::string_view text, std::size_t& at) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNamed = {
      {{"quot", "\""}, {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"apos", "'"}}};
  constexpr std::size_t kLongest = 10;
  const std::size_t length = text.substr(at + 1, kLongest).find(';');
  if (length == std::string_view::npos) return {};
  std::string_view name = text.substr(at + 1, length);
  std::string out;
  for (const auto& [known, meaning] : kNamed)
    if (name == known) out = meaning;
  if (out.empty() && name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const char* end = name.data() + name.size();
    const auto read = std::from_chars(name.data(), end, code, hex ? 16 : 10);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (read.ec != std::errc() || read.ptr != end || code > 0x10FFFF || surrogate) return {};
    text::append_utf8(code, out);
  }
  if (!out.empty()) at += length + 2;
  return out;
}

std::string without_references(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string meaning = text[at] == '&' ? read_reference(text, at) : std::string();
    if (meaning.empty())
      out += text[at++];
    else
      out += meaning;
  }
  return out;
}

// As PHP's stripslashes.
std::string without_backslashes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
    } else if (++at < text.size()) {
      out += text[at] == '0' ? '\0' : text[at];
    }
  }
  return out;
}

// PHP's addslashes() puts them before quotes and backslashes, shells before a few signs more. JSON
// has others: \/ is no sign of this damage.
bool has_added_backslashes(std::string_view text) {
  bool quotes = false;
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at + 2)) {
    const std::string_view next = text.substr(at + 1, 1);
    if (next.empty() || std::string_view("'\"\\0!$`").find(next) == std::string_view::npos)
      return false;
    quotes = quotes || next == "'" || next == "\"";
  }
  return quotes;
}

// What Python's repr() put between the quotes of b'...'; false: it is not that.
bool read_python_bytes(std::string_view text, std::string& out) {
  std::string byte;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    if (++at == text.size()) return false;
    switch (text[at]) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case '\\':
      case '\'':
      case '"':
        out += text[at];
        break;
      case 'x':
        if (text.size() - at < 3 || !text::decode_hex(text.substr(at + 1, 2), byte)) return false;
        out += byte;
        at += 2;
        break;
      default:
        return false;
    }
  }
  return true;
}

bool join_chunks(std::string_view body, std::string& out) {
  while (!body.empty()) {
    std::size_t size = 0;
    const std::size_t line = body.find("\r\n");
    if (line == std::string_view::npos) return false;
    const auto read = std::from_chars(body.data(), body.data() + line, size, 16);
    const bool ended = read.ptr == body.data() + line || *read.ptr == ';';
    if (read.ec != std::errc() || !ended) return false;
    body.remove_prefix(line + 2);
    if (size == 0) return true;
    if (size > body.size() || body.substr(size, 2) != "\r\n") return false;
    out += body.substr(0, size);
    body.remove_prefix(size + 2);
  }
  return false;
}

bool has_quotes(std::string_view text, char quote) {
  return text.size() > 2 && text.front() == quote && text.back() == quote;
}

}  // namespace

void undo_escaping(std::string_view body, Offers& offers) {
  offers.give(kHtml, without_references(body));
  if (has_added_backslashes(body)) offers.give(kBackslashes, without_backslashes(body));
  std::string_view text = trimmed(body);
  for (char quote : {'\'', '"'})
    if (has_quotes(text, quote)) offers.give(kQuoted, std::string(text.substr(1, text.size() - 2)));
  if (!text.starts_with('b')) return;
  text.remove_prefix(1);
  std::string out;
  if ((has_quotes(text, '\'') || has_quotes(text, '"')) &&
      read_python_bytes(text.substr(1, text.size() - 2), out))
    offers.give(kPython, out);
}

void undo_capture(std::string_view body, Offers& offers) {
  std::string out;
  if (join_chunks(body, out) && !out.empty()) offers.give(kChunks, out);
  if (body.substr(0, body.find('\n')).find("HTTP/") == std::string_view::npos) return;
  const std::size_t crlf = body.find("\r\n\r\n"), lf = body.find("\n\n");
  const std::size_t end = std::min(crlf, lf);
  if (end == std::string_view::npos) return;
  const std::string_view rest = body.substr(end + (crlf < lf ? 4 : 2));
  if (!rest.empty()) offers.give(kHeaders, std::string(rest));
  out.clear();
  if (join_chunks(rest, out) && !out.empty()) offers.give(kHeaders, out);
}

}  // namespace checkoutdiag::webhook
