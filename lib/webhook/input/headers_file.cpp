#include <fmt/core.h>

#include <optional>

#include "lib/text/json_shape.hpp"
#include "lib/webhook/input/fields.hpp"
#include "lib/webhook/input/head.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

std::vector<Header> read_json(std::string_view text, const std::string& file) {
  std::vector<Header> headers;
  std::string fault;
  text::JsonTokens tokens(text);
  const bool good = read_fields(tokens, tokens.next(), FieldKind::headers, headers, fault);
  if (good && tokens.next().kind == text::JsonToken::Kind::end) return headers;
  if (fault.empty()) fault = "this is not JSON";
  throw unreadable(
      file, fmt::format("{}: {}", text::line_and_column(text, tokens.at() + 1), fault),
      "headers in JSON are {\"name\": \"value\"} or [{\"name\": \"…\", \"value\": \"…\"}]");
}

bool is_blank(std::string_view line) {
  return trim(line).empty();
}

/// Whether every line has the mark that curl -v puts before what it sends.
bool has_arrows(std::string_view text, std::size_t at, const std::string& file) {
  bool any = false;
  HeadLines lines(text, at, file);
  while (const auto line = lines.next()) {
    if (is_blank(*line)) continue;
    if (!line->starts_with('>')) return false;
    any = true;
  }
  return any;
}

std::string_view without_arrow(std::string_view line) {
  if (line.starts_with('>')) line.remove_prefix(1);
  if (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

/// Headers line by line. Of several blocks, as curl -D writes them when there was a redirect, the
/// last one counts.
class TextReader {
 public:
  explicit TextReader(const std::string& file) : file_(file), block_(file, headers_) {}

  void take(std::string_view line, std::size_t number) {
    if (is_blank(line)) {
      over_ = started_;
      block_.close();
      return;
    }
    if ((!started_ || over_) && (is_status_line(line) || parse_request_line(line))) {
      headers_.clear();
      over_ = false;
    } else if (over_) {
      throw unreadable_line(file_, number, "there is text behind the headers' end",
                            "a file with headers and body is a raw request");
    } else if (line.starts_with(':')) {  // HTTP/2's pseudo-headers, RFC 9113 section 8.3
      block_.close();
    } else {
      add(line, number);
    }
    started_ = true;
  }

  std::vector<Header> finish() && { return std::move(headers_); }

 private:
  void add(std::string_view line, std::size_t number) {
    for (std::string_view mark : {"> ", "< ", "* "})
      if (line.starts_with(mark))
        throw unreadable_line(file_, number, "this is what curl -v writes, not a header",
                              "keep the lines alone that begin with \"> \"");
    block_.add(line, number);
  }

  const std::string& file_;
  std::vector<Header> headers_;
  HeaderBlock block_;
  bool started_ = false, over_ = false;
};

}  // namespace

std::vector<Header> read_headers(std::string_view text, const std::string& file) {
  const std::size_t start = mark_length(text, file);
  const std::size_t first = text.find_first_not_of(" \t\r\n", start);
  if (text.size() - start > kLongestHead)
    throw unreadable(file, fmt::format("there are more than {} bytes of headers", kLongestHead));
  if (first != std::string_view::npos && (text[first] == '{' || text[first] == '['))
    return read_json(text.substr(start), file);
  const bool arrows = has_arrows(text, start, file);
  TextReader reader(file);
  HeadLines lines(text, start, file);
  while (const auto line = lines.next())
    reader.take(arrows ? without_arrow(*line) : *line, lines.number());
  return std::move(reader).finish();
}

}  // namespace checkoutdiag::webhook
