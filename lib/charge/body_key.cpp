#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/charge/body.hpp"
#include "lib/charge/body_parts.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_pointer.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/repair/json_writer.hpp"

// Setting the key of a gateway that takes it in the body (Square).
namespace checkoutdiag::charge {
namespace {

struct Edit {
  std::size_t begin = 0, end = 0;
  std::string text;
};

Failure unfit(const std::string& pointer, std::string_view why) {
  return Failure(Failure::Kind::input,
                 fmt::format("the key cannot be set at {} of the payload: {}",
                             text::printable(pointer, 100), why),
                 "the payload must be a JSON object or a form; see \"key\" of the profile");
}

std::string json_text(std::string_view text) {
  return webhook::quoted_json(text, webhook::StringStyle::plain);
}

std::string apply(std::string_view body, std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(),
            [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out.append(body.substr(at, edit.begin - at)).append(edit.text);
    at = edit.end;
  }
  return out.append(body.substr(at));
}

/// {"b":"key"} for what a pointer /a/b lacks behind /a, without the outermost braces.
std::string members(const Pointer& pointer, std::size_t known, std::string_view key) {
  std::string out = json_text(pointer.back()) + ':' + json_text(key);
  for (std::size_t i = pointer.size() - 1; i-- > known;)
    out = json_text(pointer[i]) + ":{" + out + '}';
  return out;
}

std::string json_with_key(std::string_view body, const std::string& name, const Pointer& pointer,
                          std::string_view key) {
  if (!is_bounded_json(body)) throw unfit(name, "it is no JSON, or too large or too deep");
  if (body[body.find_first_not_of(" \t\r\n")] != '{') throw unfit(name, "it is no JSON object");
  const Places places = find_places(body, pointer);
  if (places.blocked) throw unfit(name, "what is on the way to it is no object");
  std::vector<Edit> edits;
  for (const Place& place : places.found)
    edits.push_back({place.begin, place.end, json_text(key)});
  for (const Gap& gap : places.gaps)
    edits.push_back({gap.at, gap.at, members(pointer, gap.known, key) + (gap.empty ? "" : ",")});
  return apply(body, std::move(edits));
}

std::string form_name_encoded(const Pointer& pointer) {
  Pointer parts = pointer;
  for (std::string& part : parts)
    part = webhook::encode_form_text(part);
  return form_name(parts);
}

std::string form_with_key(std::string_view body, const std::string& name, const Pointer& pointer,
                          std::string_view key) {
  const auto pairs = form_pairs(body);
  if (!pairs) throw unfit(name, "the form is too large");
  const std::string value = webhook::encode_form_text(key);
  std::vector<Edit> edits;
  for (const RawPair& pair : *pairs)
    if (pair.name == form_name(pointer))
      edits.push_back({pair.begin, pair.end, pair.has_value ? value : '=' + value});
  if (edits.empty()) {
    const std::string_view joint = body.empty() || body.ends_with('&') ? "" : "&";
    edits.push_back({body.size(), body.size(),
                     fmt::format("{}{}={}", joint, form_name_encoded(pointer), value)});
  }
  return apply(body, std::move(edits));
}

}  // namespace

std::string with_key(std::string_view body, BodyType type, const std::string& pointer,
                     std::string_view key) {
  const auto parts = text::parse_pointer(pointer);
  if (!parts || parts->empty()) throw unfit(pointer, "that is no JSON Pointer to a member");
  if (!text::is_utf8(key)) throw unfit(pointer, "the key is not UTF-8");
  std::string out;
  if (type == BodyType::json)
    out = json_with_key(body, pointer, *parts, key);
  else if (type == BodyType::form)
    out = form_with_key(body, pointer, *parts, key);
  else
    throw unfit(pointer, "it is neither a JSON object nor a form");
  // "a=1&a[b]=2" has no place for it, and a name with a bracket is read as two.
  const std::string_view content =
      type == BodyType::json ? "application/json" : "application/x-www-form-urlencoded";
  if (value_at(out, content, pointer) != key)
    throw unfit(pointer, "its members contradict each other, or it is too large");
  return out;
}

}  // namespace checkoutdiag::charge
