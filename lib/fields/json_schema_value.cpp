#include "lib/fields/json_schema_value.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/text/escape.hpp"

namespace checkoutdiag::fields {
namespace {

using nlohmann::json;
using regex::Dialect;

constexpr int kDeepest = 16;
constexpr std::uint64_t kLongest = 1'000'000;

// Each once: schemas that share a part repeat it.
void add_pattern(std::string text, Field& field) {
  constexpr std::size_t kMost = 50;
  std::vector<regex::Pattern>& all = field.language.patterns;
  if (std::any_of(all.begin(), all.end(),
                  [&](const regex::Pattern& each) { return each.text == text; }))
    return;
  if (all.size() >= kMost) {
    if (field.unread.empty() || field.unread.back() != "further patterns")
      field.unread.emplace_back("further patterns");
    return;
  }
  regex::Pattern pattern;
  pattern.text = std::move(text);
  pattern.dialect = Dialect::json_schema;
  all.push_back(std::move(pattern));
}

void add_unread(std::string rule, Field& field) {
  if (std::find(field.unread.begin(), field.unread.end(), rule) == field.unread.end())
    field.unread.push_back(std::move(rule));
}

std::optional<std::uint64_t> whole(const json& schema, const char* key, Field& field) {
  const auto found = schema.find(key);
  if (found == schema.end()) return std::nullopt;
  if (!found->is_number_unsigned()) {
    add_unread(fmt::format("\"{}\", which is no whole number,", key), field);
    return std::nullopt;
  }
  return std::min(found->get<std::uint64_t>(), kLongest);
}

// JSON Schema counts characters and not UTF-16 code units (validation, 6.3.1), so it is a pattern.
void read_lengths(const json& schema, Field& field) {
  const auto least = whole(schema, "minLength", field), most = whole(schema, "maxLength", field);
  if (!least && !most) return;
  add_pattern(fmt::format("^[\\s\\S]{{{},{}}}$", least.value_or(0),
                          most ? std::to_string(*most) : std::string()),
              field);
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void read_values(const json& schema, Field& field) {
  std::vector<std::string> values;
  if (const auto list = schema.find("enum"); list != schema.end() && list->is_array())
    for (const json& each : *list)
      values.push_back(text_of(each));
  if (const auto one = schema.find("const"); one != schema.end()) values = {text_of(*one)};
  if (values.empty()) return;
  if (!field.language.values.empty())
    std::erase_if(values, [&](const std::string& each) {
      return std::find(field.language.values.begin(), field.language.values.end(), each) ==
             field.language.values.end();
    });
  field.language.values = std::move(values);
}

std::vector<std::string> types_of(const json& schema) {
  const auto type = schema.find("type");
  if (type == schema.end()) return {};
  if (type->is_string()) return {type->get<std::string>()};
  std::vector<std::string> all;
  if (type->is_array())
    for (const json& each : *type)
      if (each.is_string() && each != "null") all.push_back(each.get<std::string>());
  return all;
}

// A number as JSON writes it (RFC 8259, 6).
void read_type(const json& schema, Field& field) {
  const std::vector<std::string> types = types_of(schema);
  if (types.size() > 1) return add_unread("\"type\" has several", field);
  if (types.empty() || types[0] == "string") return;
  if (types[0] == "integer") return add_pattern("^-?(?:0|[1-9]\\d*)$", field);
  if (types[0] == "number")
    return add_pattern("^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?$", field);
  if (types[0] == "boolean") {
    if (field.language.values.empty()) field.language.values = {"true", "false"};
    return;
  }
  add_unread(fmt::format("\"type\": \"{}\"", text::printable(types[0], 40)), field);
}

// Formats that say how a number or a text is stored and refuse none.
bool refuses_nothing(std::string_view format) {
  constexpr std::array<std::string_view, 8> kStored = {"int32",    "int64", "float",  "double",
                                                       "password", "byte",  "binary", "textarea"};
  return std::find(kStored.begin(), kStored.end(), format) != kStored.end();
}

bool is_null(const json& schema) {
  const auto type = schema.is_object() ? schema.find("type") : schema.end();
  return schema.is_object() && type != schema.end() && *type == "null";
}

// Of alternatives the one that a text can be, where there is one alone: {"type": "null"} beside it
// is what many write for a value that may be left out.
const json* only_alternative(const json& schema, const char* key) {
  const auto list = schema.find(key);
  if (list == schema.end() || !list->is_array()) return nullptr;
  const json* only = nullptr;
  for (const json& each : *list) {
    if (is_null(each)) continue;
    if (only) return nullptr;
    only = &each;
  }
  return only;
}

void read_rest(const json& schema, Field& field) {
  if (const auto format = schema.find("format"); format != schema.end() && format->is_string())
    if (!refuses_nothing(format->get_ref<const std::string&>()))
      add_unread(fmt::format("\"format\": \"{}\"", text::printable(format->get<std::string>(), 40)),
                 field);
  for (const char* key : {"not", "if", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
                          "multipleOf", "contentEncoding"})
    if (schema.contains(key)) add_unread(fmt::format("\"{}\"", key), field);
}

}  // namespace

void read_value(const json& schema, const References& references, Field& field, int depth) {
  // Nothing at all is allowed.
  if (schema.is_boolean() && !schema.get<bool>()) add_pattern("[^\\s\\S]", field);
  if (!schema.is_object() || depth > kDeepest) return;
  if (schema.contains("$ref")) {
    read_value(references.resolve(schema), references, field, depth + 1);
    if (!references.siblings_count) return;
  }
  if (const auto pattern = schema.find("pattern"); pattern != schema.end() && pattern->is_string())
    add_pattern(pattern->get<std::string>(), field);
  read_lengths(schema, field);
  read_values(schema, field);
  read_type(schema, field);
  read_rest(schema, field);
  for (const char* key : {"oneOf", "anyOf"}) {
    if (!schema.contains(key)) continue;
    if (const json* only = only_alternative(schema, key))
      read_value(*only, references, field, depth + 1);
    else
      add_unread(fmt::format("\"{}\"", key), field);
  }
  if (const auto all = schema.find("allOf"); all != schema.end() && all->is_array())
    for (const json& each : *all)
      read_value(each, references, field, depth + 1);
}

}  // namespace checkoutdiag::fields
