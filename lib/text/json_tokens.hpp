#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// A part of a JSON text, with its very bytes.
struct JsonToken {
  enum class Kind {
    object_begin,
    object_end,
    array_begin,
    array_end,
    key,      // a member's name; `raw` with its quotes, without the colon
    string,   // with its quotes
    number,   // as it was written
    literal,  // true, false, null
    end,      // the text is over, and was JSON (RFC 8259)
    fault,    // it is not JSON from JsonTokens::at() on; every later token is a fault too
  };
  Kind kind = Kind::fault;
  std::string_view raw;
};

/// Goes over a JSON text once, in order, and keeps what libraries lose: the order of members, those
/// that are given twice, and the text of numbers. Takes memory for nothing but the nesting.
class JsonTokens {
 public:
  static constexpr std::size_t kDeepest = 256;

  explicit JsonTokens(std::string_view text) : text_(text) {}

  JsonToken next();

  /// Goes over the value that begins with `first`, the token that next() gave last; false when it
  /// is not JSON.
  bool skip(const JsonToken& first);

  /// The byte, from 0, at which the next token is looked for.
  std::size_t at() const { return at_; }

 private:
  JsonToken take(JsonToken::Kind kind, std::size_t end);
  JsonToken fail(std::size_t at);
  JsonToken open(JsonToken::Kind kind);
  JsonToken close();
  JsonToken key();
  JsonToken value();
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string nesting_;  // '{' or '[' for each open one
  int state_ = 0;
};

/// A JSON string's text, from its raw form with quotes, as UTF-8; false for escapes that name half
/// a surrogate pair. Bytes that are not UTF-8 are kept.
bool unescape_json(std::string_view raw, std::string& out);

}  // namespace checkoutdiag::text
