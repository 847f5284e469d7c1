#include "lib/text/json_line.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

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

// The first step of a pointer, which loses it.
std::string take_step(std::string_view& pointer) {
  std::string_view written = pointer.substr(1, pointer.find('/', 1) - 1);
  pointer.remove_prefix(std::min(pointer.size(), written.size() + 1));
  std::string step;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const bool escaped = written[i] == '~' && i + 1 < written.size();
    step += escaped ? (written[++i] == '1' ? '/' : '~') : written[i];
  }
  return step;
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

std::optional<JsonToken> item(JsonTokens& tokens, std::string_view number, const char*& at) {
  std::size_t left = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), left);
  if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return std::nullopt;
  for (JsonToken token = tokens.next(); begins_value(token); token = tokens.next()) {
    if (left-- == 0) {
      at = token.raw.data();
      return token;
    }
    if (!tokens.skip(token)) break;
  }
  return std::nullopt;
}

}  // namespace

std::size_t line_of(std::string_view text, std::string_view pointer) {
  text = without_mark(text);
  JsonTokens tokens(text);
  std::optional<JsonToken> value = tokens.next();
  const char* at = value->raw.data();
  if (!begins_value(*value)) return 1;
  while (value && pointer.starts_with('/')) {
    const std::string step = take_step(pointer);
    if (value->kind == Kind::object_begin)
      value = member(tokens, step, at);
    else if (value->kind == Kind::array_begin)
      value = item(tokens, step, at);
    else
      break;
  }
  return line_at(text, at);
}

std::size_t line_of(std::string_view text, const JsonFault& fault, const JsonLimits& limits) {
  if (fault.byte > 0) return line_at(text, text.data() + std::min(fault.byte - 1, text.size()));
  text = without_mark(text);
  JsonTokens tokens(text);
  std::size_t values = 0;
  std::vector<std::set<std::string>> open;
  std::string key;
  while (true) {
    const JsonToken token = tokens.next();
    if (token.kind == Kind::end || token.kind == Kind::fault)
      return line_at(text, text.data() + tokens.at());
    if (token.kind == Kind::object_end || token.kind == Kind::array_end) {
      open.pop_back();
      continue;
    }
    bool found = false;
    if (token.kind == Kind::key) {
      found = unescape_json(token.raw, key) && !open.back().insert(key).second;
    } else {
      const bool opens = token.kind == Kind::object_begin || token.kind == Kind::array_begin;
      found = ++values > limits.values || (opens && open.size() == limits.depth);
      if (opens) open.emplace_back();
    }
    if (found) return line_at(text, token.raw.data());
  }
}

std::string pointer_step(std::string_view name) {
  std::string step;
  for (char c : name)
    step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return step;
}

}  // namespace checkoutdiag::text
