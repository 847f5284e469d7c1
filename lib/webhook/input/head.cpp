#include "lib/webhook/input/head.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kShown = 64;  // of what a file says, in a message

constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_version(std::string_view text) {
  if (!text.starts_with("HTTP/")) return false;
  text.remove_prefix(5);
  const bool major = !text.empty() && text[0] >= '1' && text[0] <= '3';
  return major &&
         (text.size() == 1 || (text.size() == 3 && text[1] == '.' && text::is_digit(text[2])));
}

}  // namespace

Failure unreadable(const std::string& file, const std::string& what, const std::string& hint) {
  return Failure(Failure::Kind::input, fmt::format("{}: {}", text::printable(file), what), hint);
}

Failure unreadable_line(const std::string& file, std::size_t line, const std::string& what,
                        const std::string& hint) {
  return unreadable(file, fmt::format("line {}: {}", line, what), hint);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return kTokenBytes[static_cast<unsigned char>(c)];
  });
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::size_t mark_length(std::string_view text, const std::string& file) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw unreadable(file, "the text is UTF-16, not the bytes that were sent",
                     "save it as UTF-8 or, better, as it came");
  return text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

HeadLines::HeadLines(std::string_view bytes, std::size_t at, const std::string& file)
    : bytes_(bytes), at_(at), end_(at + std::min(bytes.size() - at, kLongestHead)), file_(file) {}

std::optional<std::string_view> HeadLines::next() {
  if (at_ == bytes_.size()) return std::nullopt;
  ++number_;
  const std::string_view rest = bytes_.substr(at_, end_ - at_);
  const std::size_t feed = rest.find('\n');
  if (feed == std::string_view::npos && end_ < bytes_.size())
    throw unreadable_line(file_, number_,
                          fmt::format("the headers go on for more than {} bytes", kLongestHead),
                          "an empty line must separate headers and body");
  std::string_view line = rest.substr(0, feed);
  at_ += feed == std::string_view::npos ? line.size() : feed + 1;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find('\0') != std::string_view::npos)
    throw unreadable_line(file_, number_, "there is a NUL byte among the headers");
  if (line.find('\r') != std::string_view::npos)
    throw unreadable_line(file_, number_, "there is a carriage return within the line");
  return line;
}

void HeaderBlock::add(std::string_view line, std::size_t number) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    if (!open_)
      throw unreadable_line(file_, number, "the line begins with a space but continues no header");
    const std::string_view more = trim(line);
    std::string& value = headers_.back().value;
    if (!more.empty() && !value.empty()) value += ' ';
    value += more;
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos)
    throw unreadable_line(file_, number, "there is no colon: a header is \"Name: value\"",
                          "an empty line must separate headers and body");
  if (!name.empty() && trim(name) != name)
    throw unreadable_line(file_, number, "there is a space before the colon",
                          "servers disagree about what such a header is (RFC 9112, 5.1): "
                          "remove the space if it was not sent");
  if (!is_token(name))
    throw unreadable_line(file_, number,
                          fmt::format("\"{}\" is no header's name", text::printable(name, kShown)));
  if (headers_.size() == kMostHeaders)
    throw unreadable_line(file_, number,
                          fmt::format("there are more than {} headers", kMostHeaders));
  headers_.push_back({std::string(name), std::string(trim(line.substr(colon + 1)))});
  open_ = true;
}

std::optional<RequestLine> parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const RequestLine parts{line.substr(0, first), line.substr(first + 1, last - first - 1),
                          line.substr(last + 1)};
  const bool visible = std::all_of(parts.target.begin(), parts.target.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
  });
  if (!is_token(parts.method) || !visible || !is_version(parts.version)) return std::nullopt;
  return parts;
}

bool is_status_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  return space != std::string_view::npos && is_version(line.substr(0, space)) &&
         line.size() >= space + 4 && text::is_digit(line[space + 1]) &&
         text::is_digit(line[space + 2]) && text::is_digit(line[space + 3]);
}

}  // namespace checkoutdiag::webhook
