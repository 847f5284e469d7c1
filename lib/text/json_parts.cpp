#include "lib/text/json_parts.hpp"

#include <charconv>

#include "lib/text/json_tokens.hpp"

namespace checkoutdiag::text {
namespace {

using Kind = JsonToken::Kind;

// The bytes of the value that comes next, after its first token was taken.
std::string_view whole_value(JsonTokens& tokens, const JsonToken& first, std::string_view text) {
  if (!tokens.skip(first)) return {};
  const auto begin = static_cast<std::size_t>(first.raw.data() - text.data());
  return text.substr(begin, tokens.at() - begin);
}

}  // namespace

JsonMembers::JsonMembers(std::string_view object) {
  JsonTokens tokens(object);
  if (tokens.next().kind != Kind::object_begin) return;
  for (JsonToken token = tokens.next(); token.kind == Kind::key; token = tokens.next()) {
    JsonMember member;
    if (!unescape_json(token.raw, member.name)) return;
    member.value = whole_value(tokens, tokens.next(), object);
    if (member.value.empty()) return;
    members_.push_back(std::move(member));
  }
  is_object_ = tokens.next().kind == Kind::end;
}

std::string_view JsonMembers::raw(std::string_view name) const {
  for (const JsonMember& each : members_)
    if (each.name == name) return each.value;
  return {};
}

std::string JsonMembers::text(std::string_view name) const {
  const std::string_view value = raw(name);
  std::string out;
  if (!value.starts_with('"')) return out;
  // Half a surrogate pair makes it no Unicode, and no less of a text.
  if (!unescape_json(value, out)) out = std::string(value.substr(1, value.size() - 2));
  return out;
}

std::optional<double> JsonMembers::number(std::string_view name) const {
  const std::string_view value = raw(name);
  double out = 0;
  const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), out);
  if (fault != std::errc() || value.empty() || end != value.data() + value.size()) return {};
  return out;
}

std::vector<std::string_view> json_items(std::string_view array) {
  std::vector<std::string_view> items;
  JsonTokens tokens(array);
  if (tokens.next().kind != Kind::array_begin) return items;
  for (JsonToken token = tokens.next();
       token.kind != Kind::array_end && token.kind != Kind::fault && token.kind != Kind::end;
       token = tokens.next()) {
    const std::string_view value = whole_value(tokens, token, array);
    if (value.empty()) break;
    items.push_back(value);
  }
  return items;
}

}  // namespace checkoutdiag::text
