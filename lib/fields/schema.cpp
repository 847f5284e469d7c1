#include "lib/fields/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/fields/html_form.hpp"
#include "lib/fields/json_schema.hpp"
#include "lib/fields/language_json.hpp"
#include "lib/fields/tables.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/small_file.hpp"
#include "lib/text/yaml.hpp"

namespace checkoutdiag::fields {
namespace {

using nlohmann::json;
using text::JsonObject;
using Kind = Failure::Kind;

constexpr std::size_t kMostBytes = 16u << 20;
constexpr text::JsonLimits kLimits = {64, 400'000};
constexpr std::string_view kFolder = "fields/schema/", kPostal = "postal";

void read_normaliser(const JsonObject& object, Field& field) {
  if (!object.has("normalise")) return;
  field.normaliser = regex::normaliser_of(object.string("normalise"));
  if (!field.normaliser) object.miss("normalise", "must be a list of steps, such as spaces,upper");
}

Field read_field(const std::string& name, const JsonObject& object) {
  constexpr std::array<std::string_view, 13> kKeys = {
      "pattern",  "flags",   "match",     "dialect", "minlength", "maxlength", "values",
      "optional", "meaning", "normalise", "luhn",    "countries", "source"};
  object.only(kKeys);
  Field field;
  field.name = name;
  field.language = read_language(object);
  field.meaning = meaning_of_name(name);
  if (object.has("meaning")) {
    const auto meaning = meaning_of_word(object.string("meaning"));
    if (!meaning) object.miss("meaning", "must be such as card-number, postal-code or other");
    field.meaning = *meaning;
  }
  read_normaliser(object, field);
  if (object.has("luhn")) field.luhn = object.flag("luhn");
  if (object.is_text("countries")) {
    if (object.string("countries") != kPostal)
      object.miss("countries", "must be an object by country, or \"postal\"");
    field.by_country = postal_languages();
  } else if (const auto countries = object.object("countries")) {
    for (const std::string& code : countries->keys()) {
      if (!find_country(code)) countries->miss(code, "is no country (ISO 3166-1 alpha-2)");
      const auto inner = countries->object(code.c_str());
      inner->only(kLanguageKeys);
      field.by_country[code] = read_language(*inner);
    }
  }
  return field;
}

Schema read_own(const JsonObject& object, const std::string& source) {
  constexpr std::array<std::string_view, 4> kKeys = {"fields", "title", "source", "date"};
  object.only(kKeys);
  Schema schema;
  schema.source = source;
  schema.kind = object.has("title") ? object.text("title") : "fields";
  const auto fields = object.object("fields");
  if (!fields) object.miss("fields", "must be an object, a field for each name");
  for (const std::string& name : fields->keys()) {
    const auto field = fields->object(name.c_str());
    if (!field) fields->miss(name, "must be an object");
    schema.fields.push_back(read_field(name, *field));
  }
  return schema;
}

Schema read_json(std::string_view text, const std::string& part, const std::string& file) {
  const text::JsonSource source{file, text};
  const json document = text::parse_json(source, kMostBytes, kLimits, "schema");
  const bool own = document.is_object() && document.contains("fields") &&
                   !document.contains("properties") && !document.contains("$schema");
  if (own && part.empty()) return read_own(JsonObject(document, source), file);
  return read_json_schema(document, part, file);
}

bool is_html(std::string_view text, const std::string& path) {
  if (path.ends_with(".html") || path.ends_with(".htm") || path.ends_with(".xhtml")) return true;
  return text::trimmed(text, " \t\r\n\xEF\xBB\xBF").starts_with('<');
}

bool is_json(std::string_view text) {
  return text::trimmed(text, " \t\r\n\xEF\xBB\xBF").starts_with('{');
}

Schema read_file(const std::string& path, const std::string& part) {
  const std::string text = text::read_small_file(path, "schema", kMostBytes);
  const std::string file = text::printable(path, 400);
  text::refuse_utf16(text, file);
  if (is_html(text, path)) return read_html_form(text, part, file);
  if (is_json(text)) return read_json(text, part, file);
  return read_json_schema(text::parse_yaml(text, file, kLimits), part, file);
}

// The shipped postal codes as a schema of their own: one field.
Schema postal_schema() {
  Schema schema;
  schema.source = kPostal;
  schema.kind = "postal codes by country";
  Field field;
  field.name = "postal_code";
  field.meaning = Meaning::postal_code;
  field.language.optional = true;
  field.by_country = postal_languages();
  schema.fields = {std::move(field)};
  return schema;
}

}  // namespace

Schema read_schema(const std::string& where) {
  if (where == kPostal) return postal_schema();
  const std::string name = std::string(kFolder) + where;
  if (const auto text = data::find(name)) return read_json(*text, "", where);
  const std::size_t hash = where.find('#');
  const std::string path = where.substr(0, hash),
                    part = hash == std::string::npos ? "" : where.substr(hash + 1);
  const bool is_path = path.find_first_of("/.") != std::string::npos;
  if (is_path) return read_file(path, part);
  std::string names;
  for (const std::string& each : schema_names())
    names += (names.empty() ? "" : ", ") + each;
  throw Failure(
      Kind::input, fmt::format("there is no schema {}", text::printable(where, 100)),
      fmt::format("name a file (./{}), or one of {}", text::printable(where, 100), names));
}

std::vector<std::string> schema_names() {
  std::vector<std::string> names = {std::string(kPostal)};
  for (const data::File& file : data::all_files())
    if (file.name.starts_with(kFolder)) names.emplace_back(file.name.substr(kFolder.size()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace checkoutdiag::fields
