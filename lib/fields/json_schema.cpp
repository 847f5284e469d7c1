#include "lib/fields/json_schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "lib/failure.hpp"
#include "lib/fields/json_schema_value.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::fields {
namespace {

using nlohmann::json;
using Kind = Failure::Kind;

constexpr int kDeepest = 32;
constexpr std::size_t kMostFields = 2000, kMostSteps = 100'000;

const json* member(const json& value, const char* key) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(key);
  return found == value.end() ? nullptr : &*found;
}

// By hand: json_pointer throws, and what it is given is anybody's.
const json* at_pointer(const json& document, std::string_view pointer) {
  const auto parts = text::parse_pointer(pointer);
  const json* at = parts ? &document : nullptr;
  for (std::size_t i = 0; at && i < parts->size(); ++i) {
    const std::string& part = (*parts)[i];
    if (at->is_array()) {
      const auto index = text::index_of(part);
      at = index && *index < at->size() ? &(*at)[*index] : nullptr;
    } else {
      at = member(*at, part.c_str());
    }
  }
  return at;
}

/// Walks a schema, and adds a field for each property.
class Walk {
 public:
  Walk(const json& document, const std::string& file, Schema& schema)
      : document_(document), file_(file), schema_(schema) {
    references_.resolve = [this](const json& each) -> const json& { return resolved(each); };
    references_.siblings_count = siblings_count(document);
  }

  void object(const json& given, const std::string& path, bool required, int depth) {
    if (depth > kDeepest) fail("properties are nested too deeply");
    const json& value = resolved(given);
    // A customer has cards, and a card its customer: once is enough.
    if (std::find(within_.begin(), within_.end(), &value) != within_.end()) return;
    within_.push_back(&value);
    members(value, path, required, depth);
    within_.pop_back();
    if (references_.siblings_count && &value != &given) members(given, path, required, depth);
  }

  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  void members(const json& value, const std::string& path, bool required, int depth) {
    if (const json* all = member(value, "allOf"); all && all->is_array())
      for (const json& each : *all)
        object(each, path, required, depth + 1);
    for (const char* open : {"oneOf", "anyOf", "if", "not", "dependentSchemas", "dependencies",
                             "patternProperties", "propertyNames", "maxProperties"})
      if (value.is_object() && value.contains(open))
        remark(fmt::format("\"{}\" of {}", open, path.empty() ? "the schema" : path));
    const json* properties = member(value, "properties");
    if (!properties || !properties->is_object()) return;
    std::set<std::string> needed;
    if (const json* names = member(value, "required"); names && names->is_array())
      for (const json& each : *names)
        if (each.is_string()) needed.insert(each.get<std::string>());
    for (const auto& [name, property] : properties->items())
      add(property, path.empty() ? name : path + "." + name, required && needed.contains(name),
          depth + 1);
  }

  void add(const json& given, const std::string& path, bool required, int depth) {
    bool is_inner = false;
    try {
      is_inner = is_object(resolved(given));
    } catch (const Failure&) {
      if (steps_ > kMostSteps) throw;
      // One of many: it is told where it is compared.
      const json* to = member(given, "$ref");
      const std::string where = to && to->is_string() ? to->get<std::string>() : std::string();
      field_at(path).unread.push_back(
          fmt::format("\"$ref\": \"{}\", which leads nowhere here,", text::printable(where, 200)));
      return;
    }
    if (is_inner) return object(given, path, required, depth);
    Field& field = field_at(path);
    // Of two schemas that both have it, either may ask for it, and both hold.
    field.language.optional = field.language.optional && !required;
    read_value(given, references_, field);
  }

  // JSON Schema before 2019-09 and OpenAPI before 3.1 look at nothing beside a $ref.
  static bool siblings_count(const json& document) {
    const auto begins = [&](const char* key, std::string_view with) {
      const json* value = member(document, key);
      return value && value->is_string() &&
             value->get_ref<const std::string&>().find(with) != std::string::npos;
    };
    return !member(document, "swagger") && !begins("openapi", "3.0") &&
           !begins("$schema", "draft-0");
  }

  Field& field_at(const std::string& path) {
    const auto same = std::find_if(schema_.fields.begin(), schema_.fields.end(),
                                   [&](const Field& each) { return each.name == path; });
    if (same != schema_.fields.end()) return *same;
    if (schema_.fields.size() >= kMostFields)
      fail(fmt::format("more than {} properties", kMostFields));
    Field field;
    field.name = path;
    field.meaning = meaning_of_name(path);
    field.language.optional = true;
    field.is_left_out = true;
    schema_.fields.push_back(std::move(field));
    return schema_.fields.back();
  }

  void remark(std::string text) {
    constexpr std::size_t kMost = 20;
    if (remarks_.size() < kMost &&
        std::find(remarks_.begin(), remarks_.end(), text) == remarks_.end())
      remarks_.push_back(std::move(text));
  }

  bool is_object(const json& value) const {
    if (member(value, "properties")) return true;
    const json* all = member(value, "allOf");
    return all && all->is_array() && std::any_of(all->begin(), all->end(), [&](const json& each) {
             return member(resolved(each), "properties") != nullptr;
           });
  }

  // What "$ref": "#/…" stands for.
  // Lists that lead to lists double at each level, so the steps are counted.
  const json& resolved(const json& value) const {
    if (++steps_ > kMostSteps) fail("its allOf and $ref lead to too many schemas");
    const json* at = &value;
    for (int i = 0; i < kDeepest; ++i) {
      const json* reference = member(*at, "$ref");
      if (!reference || !reference->is_string()) return *at;
      const std::string& target = reference->get_ref<const std::string&>();
      if (!target.starts_with('#'))
        fail(fmt::format("\"$ref\": \"{}\" is in another file", text::printable(target, 200)),
             "make one file of them first, or name the schema there");
      at = at_pointer(document_, std::string_view(target).substr(1));
      if (!at) fail(fmt::format("\"$ref\": \"{}\" leads nowhere", text::printable(target, 200)));
    }
    fail("$ref goes in a circle");
  }

  [[noreturn]] void fail(const std::string& what, const std::string& hint = {}) const {
    throw Failure(Kind::input, file_ + ": " + what, hint);
  }

  const json& document_;
  const std::string& file_;
  Schema& schema_;
  std::vector<std::string> remarks_;
  References references_;
  std::vector<const json*> within_;  // the schemas that are being walked
  mutable std::size_t steps_ = 0;
};

/// A schema of a document that has several, and what it is called.
struct Choice {
  std::string name;
  const json* schema = nullptr;
};

std::vector<Choice> choices(const json& document) {
  std::vector<Choice> all;
  if (member(document, "properties") || member(document, "allOf")) all.push_back({"", &document});
  if (!all.empty()) return all;
  for (const char* place : {"/components/schemas", "/$defs", "/definitions"})
    if (const json* schemas = at_pointer(document, place); schemas && schemas->is_object())
      for (const auto& [name, schema] : schemas->items())
        if (member(schema, "properties") || member(schema, "allOf")) all.push_back({name, &schema});
  return all;
}

Choice chosen(const json& document, const std::string& part, const std::string& file) {
  if (part.starts_with('/')) {
    if (const json* found = at_pointer(document, part)) return {part, found};
    throw Failure(Kind::input,
                  fmt::format("{}: there is nothing at #{}", file, text::printable(part, 200)));
  }
  const std::vector<Choice> all = choices(document);
  std::string names;
  for (const Choice& each : all) {
    if (!part.empty() && each.name == part) return each;
    names += (names.empty() ? "" : ", ") + text::printable(each.name, 60);
  }
  if (part.empty() && all.size() == 1) return all.front();
  if (all.empty())
    throw Failure(Kind::input, fmt::format("{}: no schema with properties is in it", file),
                  "name one: FILE#/paths/~1charges/post/requestBody/content/application~1json/"
                  "schema");
  throw Failure(Kind::input,
                part.empty() ? fmt::format("{} has {} schemas", file, all.size())
                             : fmt::format("{} has no schema {}", file, text::printable(part, 80)),
                fmt::format("name one, {}#{}: it has {}", file,
                            text::printable(all.front().name, 60), names));
}

}  // namespace

namespace {

// Only what one schema alone says: within allOf it would refuse the others' fields as well.
bool refuses_others(const json& schema) {
  const auto is_false = [&](const char* key) {
    const json* value = member(schema, key);
    return value && value->is_boolean() && !value->get<bool>();
  };
  return !member(schema, "patternProperties") &&
         (is_false("additionalProperties") || is_false("unevaluatedProperties"));
}

}  // namespace

bool is_openapi(const json& document) {
  return member(document, "openapi") || member(document, "swagger");
}

Schema read_json_schema(const json& document, const std::string& part, const std::string& file) {
  const Choice choice = chosen(document, part, file);
  Schema schema;
  schema.source = file;
  schema.kind = is_openapi(document) ? "OpenAPI schema" : "JSON Schema";
  if (!choice.name.empty()) schema.kind += " " + text::printable(choice.name, 100);
  Walk walk(document, file, schema);
  walk.object(*choice.schema, "", true, 0);
  if (schema.fields.empty())
    throw Failure(Kind::input, fmt::format("{}: {} has no properties", file, schema.kind));
  schema.is_closed = refuses_others(*choice.schema);
  for (Field& field : schema.fields)
    field.unread.insert(field.unread.end(), walk.remarks().begin(), walk.remarks().end());
  return schema;
}

}  // namespace checkoutdiag::fields
