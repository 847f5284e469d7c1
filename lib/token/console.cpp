#include "lib/token/console.hpp"

#include <algorithm>
#include <string_view>

#include "lib/fields/card.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/token/pieces.hpp"

namespace checkoutdiag::token {
namespace {

constexpr std::uint64_t kLargestFile = 64u << 20;
constexpr std::size_t kMostLines = 1000, kLongestLine = 64 * 1024, kShown = 160;

// The text between the first two of a mark after `from`; empty: there is none.
std::string between(std::string_view line, std::size_t from, char mark) {
  const std::size_t begin = line.find(mark, from);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = line.find(mark, begin + 1);
  return end == std::string_view::npos ? std::string()
                                       : std::string(line.substr(begin + 1, end - begin - 1));
}

// Chrome: "… violates the following Content Security Policy directive: "connect-src 'self'"".
// Firefox: "Content-Security-Policy: The page's settings blocked … (connect-src) at https://… ".
bool is_refusal(std::string_view line, ConsoleLine& out) {
  if (line.find("eport Only") != std::string_view::npos ||
      line.find("eport-only") != std::string_view::npos ||
      line.find("eport-Only") != std::string_view::npos)
    return false;
  constexpr std::string_view kChrome = "Content Security Policy directive:";
  if (const std::size_t at = line.find(kChrome); at != std::string_view::npos) {
    out.directive = between(line, at, '"');
    out.url = between(line, 0, '\'');
    return true;
  }
  if (line.find("Content-Security-Policy:") == std::string_view::npos) return false;
  const std::size_t open = line.find('(');
  const std::size_t close = line.find(')', std::min(open, line.size()));
  if (open == std::string_view::npos || close == std::string_view::npos) return false;
  out.directive = std::string(line.substr(open + 1, close - open - 1));
  const std::size_t at = line.find("http", close);
  if (at != std::string_view::npos)
    out.url = std::string(line.substr(at, line.find_first_of(" )", at) - at));
  return true;
}

// The first URL of a line.
std::string url_in(std::string_view line) {
  const std::size_t at = line.find("http");
  if (at == std::string_view::npos) return {};
  return std::string(line.substr(at, line.find_first_of("' \")", at) - at));
}

}  // namespace

void read_console_line(std::string_view text, std::size_t number, Capture& capture) {
  text = text.substr(0, kLongestLine);
  for (const CardDatum& each : card_data_in(text)) {
    if (capture.leaks.size() >= kMostLines) break;
    Leak leak{each.kind, LeakPlace::console, number, {}, {}, {}, {}, {}, each.digits};
    leak.field = text::printable(text::redacted(each.field), 40);
    leak.is_test_number = each.kind == LeakKind::number && fields::is_test_number(each.digits);
    leak.is_sure = each.is_sure;
    capture.leaks.push_back(std::move(leak));
  }
  ConsoleLine line;
  line.line = number;
  const bool is_refused = is_refusal(text, line);
  line.is_uncaught =
      text.find("Uncaught") != std::string_view::npos || text.starts_with("pageerror");
  line.is_cors = text.find("CORS policy") != std::string_view::npos ||
                 text.find("Cross-Origin Request Blocked") != std::string_view::npos;
  if (line.is_cors) line.url = url_in(text);
  if ((!is_refused && !line.is_uncaught && !line.is_cors) || capture.console.size() == kMostLines)
    return;
  line.text = text::printable(text::redacted(text), kShown);
  capture.console.push_back(std::move(line));
}

void read_console(const std::string& path, Capture& capture) {
  capture.has_console = true;
  std::size_t number = 0;
  std::string rest;
  read_pieces(path, "the console log", kLargestFile, [&](std::string_view piece) {
    for (std::size_t end = piece.find('\n'); end != std::string_view::npos;
         end = piece.find('\n')) {
      if (rest.size() < kLongestLine) rest += piece.substr(0, end);
      read_console_line(rest, ++number, capture);
      rest.clear();
      piece.remove_prefix(end + 1);
    }
    if (rest.size() < kLongestLine) rest += piece;
  });
  if (!rest.empty()) read_console_line(rest, ++number, capture);
}

}  // namespace checkoutdiag::token
