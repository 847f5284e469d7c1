#include "lib/charge/body.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "lib/charge/body_parts.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_pointer.hpp"
#include "lib/webhook/repair/form.hpp"

namespace checkoutdiag::charge {
namespace {

using nlohmann::json;
using Kind = text::JsonToken::Kind;

/// Puts a pair of a form where its name says: a[b][]=1. False when the names contradict each other
/// ("a=1&a[b]=2"), which servers read in different ways.
bool put(json& root, const Pointer& parts, std::string value) {
  json* at = &root;
  for (const std::string& part : parts) {
    if (at->is_null()) *at = json::object();
    if (!at->is_object()) return false;
    const bool next = part.empty() && at != &root;
    at = &(*at)[next ? std::to_string(at->size()) : part];
  }
  if (at->is_structured()) return false;
  *at = std::move(value);
  return true;
}

/// An object whose members are "0", "1", … in full becomes a list.
void make_lists(json& value, bool outermost) {
  if (!value.is_object()) return;
  for (json& member : value)
    make_lists(member, false);
  json list = json::array();
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto found = value.find(std::to_string(i));
    if (found == value.end()) return;
    list.push_back(*found);
  }
  if (!outermost) value = std::move(list);
}

std::optional<json> read_form(std::string_view body) {
  const auto pairs = form_pairs(body);
  if (!pairs) return {};
  json root = json::object();
  for (const RawPair& pair : *pairs) {
    const Pointer parts = form_parts(pair.name);
    std::string value = form_value(body, pair);
    if (parts.size() > kDeepestBody || !text::is_utf8(pair.name) || !text::is_utf8(value) ||
        !put(root, parts, std::move(value)))
      return {};
  }
  make_lists(root, true);
  return root;
}

std::optional<json> read_json(std::string_view body) {
  if (!is_bounded_json(body)) return {};
  json value = json::parse(body, nullptr, false);
  if (value.is_discarded()) return {};
  return value;
}

std::optional<std::string> value_in_json(std::string_view body, const Pointer& pointer) {
  const std::optional<Place> place = find_place(body, pointer);
  if (!place) return {};
  const std::string_view raw = body.substr(place->begin, place->end - place->begin);
  std::string out;
  if (place->kind == Kind::string)
    return text::unescape_json(raw, out) ? std::optional(out) : std::nullopt;
  if (place->kind == Kind::number || (place->kind == Kind::literal && raw != "null"))
    return std::string(raw);
  return {};
}

std::string_view type_word(BodyType type) {
  switch (type) {
    case BodyType::json:
      return "json";
    case BodyType::form:
      return "form";
    case BodyType::none:
    case BodyType::other:
      break;
  }
  return "bytes";
}

std::vector<Pointer> not_compared(const Profile& profile) {
  std::vector<Pointer> out;
  const auto add = [&out](const std::string& text) {
    if (auto pointer = text::parse_pointer(text)) out.push_back(std::move(*pointer));
  };
  if (profile.place == KeyPlace::body) add(profile.key_name);
  for (const std::string& text : profile.volatile_members)
    add(text);
  return out;
}

void append_body(const Profile& profile, std::string_view body, BodyType type, std::string& out) {
  const std::size_t begin = out.size();
  out += type_word(type);
  const std::size_t text = out.size();
  if (type == BodyType::json && append_canonical_json(body, not_compared(profile), out)) return;
  // A form that had the key alone is as good as none.
  if (type == BodyType::form && append_canonical_form(body, not_compared(profile), out) &&
      out.size() > text)
    return;
  out.resize(begin);
  out += type_word(BodyType::other);
  if (type != BodyType::form || body.size() > kLargestBody || !form_pairs(body)) out += body;
}

}  // namespace

BodyType body_type(std::string_view content_type, std::string_view body) {
  if (body.empty()) return BodyType::none;
  const std::string type =
      text::lower(text::trimmed(content_type.substr(0, content_type.find(';'))));
  if (type == "application/x-www-form-urlencoded") return BodyType::form;
  if (type.ends_with("/json") || type.ends_with("+json")) return BodyType::json;
  if (!type.empty() && type != "text/plain" && type != "application/octet-stream")
    return BodyType::other;
  const std::string_view text = text::trimmed(body, " \t\r\n");
  if (text.starts_with('{') || text.starts_with('[')) return BodyType::json;
  return webhook::looks_like_form(body) ? BodyType::form : BodyType::other;
}

std::optional<json> read_body(std::string_view body, BodyType type) {
  if (type == BodyType::json) return read_json(body);
  if (type == BodyType::form) return read_form(body);
  return {};
}

std::optional<std::string> value_at(const json& body, const std::string& pointer) {
  const auto parts = text::parse_pointer(pointer);
  if (!parts) return {};
  const json* at = &body;
  for (const std::string& part : *parts) {
    if (at->is_object()) {
      const auto found = at->find(part);
      if (found == at->end()) return {};
      at = &*found;
    } else {
      const auto index = at->is_array() ? text::index_of(part) : std::nullopt;
      if (!index || *index >= at->size()) return {};
      at = &(*at)[*index];
    }
  }
  if (at->is_string()) return at->get<std::string>();
  if (at->is_number() || at->is_boolean()) return at->dump();
  return {};
}

std::optional<std::string> value_at(std::string_view body, std::string_view content_type,
                                    const std::string& pointer) {
  const BodyType type = body_type(content_type, body);
  const auto parts = text::parse_pointer(pointer);
  if (!parts) return {};
  if (type == BodyType::json) return value_in_json(body, *parts);
  const auto form = read_body(body, type);
  return form ? value_at(*form, pointer) : std::nullopt;
}

std::string fingerprint(const Profile& profile, std::string_view method, std::string_view path,
                        std::string_view body, std::string_view content_type) {
  std::string canonical;
  append_counted(method, canonical);
  append_counted(path.substr(0, path.find_first_of("?#")), canonical);
  append_body(profile, body, body_type(content_type, body), canonical);
  return text::sha256_hex(canonical);
}

}  // namespace checkoutdiag::charge
