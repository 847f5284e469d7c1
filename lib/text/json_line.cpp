#include "lib/text/json_line.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lib/text/json_pointer.hpp"
#include "lib/text/json_tokens.hpp"

namespace checkoutdiag::text {
namespace {

using Kind = JsonToken::Kind;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

std::size_t line_at(std::string_view text, const char* at) {
  return 1 + static_cast<std::size_t>(std::count(text.data(), at, '\n'));
}

bool begins_value(const JsonToken& token) {
  return token.kind != Kind::object_end && token.kind != Kind::array_end &&
         token.kind != Kind::end && token.kind != Kind::fault;
}

// The value of a member of the object that was just opened; `at` is then where its name is.
std::optional<JsonToken> member(JsonTokens& tokens, std::string_view name, const char*& at) {
  std::string key;
  for (JsonToken token = tokens.next(); token.kind == Kind::key; token = tokens.next()) {
    const JsonToken value = tokens.next();
    if (unescape_json(token.raw, key) && key == name) {
      at = token.raw.data();
      return value;
    }
    if (!tokens.skip(value)) break;
  }
  return std::nullopt;
}

std::optional<JsonToken> item(JsonTokens& tokens, std::size_t left, const char*& at) {
  for (JsonToken token = tokens.next(); begins_value(token); token = tokens.next()) {
    if (left-- == 0) {
      at = token.raw.data();
      return token;
    }
    if (!tokens.skip(token)) break;
  }
  return std::nullopt;
}

// Counts as fault_in_json() does.
class Walk {
 public:
  explicit Walk(const JsonLimits& limits) : limits_(limits) {}

  // False at the first token that is one too many, too deep, or a key that was there.
  bool passes(const JsonToken& token) {
    if (token.kind == Kind::key) {
      std::string key;
      return !unescape_json(token.raw, key) || open_.back().insert(key).second;
    }
    if (token.kind == Kind::object_end || token.kind == Kind::array_end) {
      open_.pop_back();
      return true;
    }
    if (++values_ > limits_.values) return false;
    if (token.kind == Kind::object_begin || token.kind == Kind::array_begin) {
      if (open_.size() == limits_.depth) return false;
      open_.emplace_back();
    }
    return true;
  }

 private:
  const JsonLimits& limits_;
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> open_;  // the keys of each object that is open
};

}  // namespace

std::size_t line_of(std::string_view text, std::string_view pointer) {
  text = without_mark(text);
  JsonTokens tokens(text);
  std::optional<JsonToken> value = tokens.next();
  const char* at = value->raw.data();
  if (!begins_value(*value)) return 1;
  for (const std::string& step : parse_pointer(pointer).value_or(std::vector<std::string>())) {
    const std::optional<std::size_t> index = index_of(step);
    if (value->kind == Kind::object_begin)
      value = member(tokens, step, at);
    else if (value->kind == Kind::array_begin && index)
      value = item(tokens, *index, at);
    else
      break;
    if (!value) break;
  }
  return line_at(text, at);
}

std::size_t line_of(std::string_view text, const JsonFault& fault, const JsonLimits& limits) {
  if (fault.byte > 0) return line_at(text, text.data() + std::min(fault.byte - 1, text.size()));
  text = without_mark(text);
  JsonTokens tokens(text);
  Walk walk(limits);
  JsonToken token = tokens.next();
  while (token.kind != Kind::end && token.kind != Kind::fault && walk.passes(token))
    token = tokens.next();
  return line_at(text, token.raw.empty() ? text.data() + tokens.at() : token.raw.data());
}

std::string pointer_step(std::string_view name) {
  std::string step;
  for (char c : name)
    step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return step;
}

}  // namespace checkoutdiag::text
