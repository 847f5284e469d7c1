#include "lib/webhook/repair/json_writer.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

class Writer {
 public:
  Writer(const Spacing& spacing, std::string_view line_end)
      : spacing_(spacing), line_end_(line_end) {}

  void put(const JsonToken& token, const JsonToken* next) {
    if (token.kind == Kind::object_end || token.kind == Kind::array_end) return close(token);
    if (!after_key_ && !open_.empty()) separate();
    after_key_ = token.kind == Kind::key;
    out_ += token.raw;
    if (after_key_) out_ += spacing_.colon;
    if (token.kind == Kind::object_begin || token.kind == Kind::array_begin) open(token, *next);
  }

  std::string take() { return std::move(out_); }
  std::size_t size() const { return out_.size(); }

 private:
  struct Level {
    bool list = false, empty = true;
  };

  bool has_lines() const {
    return spacing_.lines && !(open_.back().list && spacing_.lists_in_line);
  }

  void new_line() {
    out_ += line_end_;
    for (std::size_t i = 0; i < depth_; ++i)
      out_ += spacing_.indent;
  }

  void separate() {
    Level& level = open_.back();
    if (!level.empty) out_ += has_lines() ? "," : spacing_.comma;
    if (has_lines())
      new_line();
    else if (level.empty)
      out_ += spacing_.inside;
    level.empty = false;
  }

  void open(const JsonToken& token, const JsonToken& next) {
    open_.push_back({.list = token.kind == Kind::array_begin});
    if (has_lines()) ++depth_;
    const bool empty = next.kind == Kind::object_end || next.kind == Kind::array_end;
    if (empty && spacing_.empty == Spacing::Empty::spaced) out_ += ' ';
  }

  void close(const JsonToken& token) {
    const Level level = open_.back();
    if (has_lines()) --depth_;
    if (!level.empty) {
      if (has_lines())
        new_line();
      else
        out_ += spacing_.inside;
    } else if (level.list ? spacing_.empty >= Spacing::Empty::ruby_lists
                          : spacing_.empty == Spacing::Empty::ruby) {
      if (level.list) out_ += line_end_;
      new_line();
    }
    open_.pop_back();
    out_ += token.raw;
    after_key_ = false;
  }

  const Spacing& spacing_;
  std::string_view line_end_;
  std::string out_;
  std::vector<Level> open_;
  std::size_t depth_ = 0;
  bool after_key_ = false;
};

}  // namespace

std::string write_json(const Tokens& tokens, const Spacing& spacing, std::string_view line_end,
                       std::size_t limit) {
  Writer writer(spacing, line_end);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    writer.put(tokens[i], i + 1 < tokens.size() ? &tokens[i + 1] : nullptr);
    if (writer.size() > limit) return {};
  }
  return writer.take();
}

std::string write_in_place(std::string_view text, const Tokens& own, const Tokens& other) {
  std::string out;
  out.reserve(text.size() * 5 / 4);
  std::size_t at = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto start = static_cast<std::size_t>(own[i].raw.data() - text.data());
    out += text.substr(at, start - at);
    out += other[i].raw;
    at = start + own[i].raw.size();
  }
  out += text.substr(at);
  return out;
}

}  // namespace checkoutdiag::webhook
