#include "lib/threeds/gateway.hpp"

#include <array>

#include "lib/data/embedded.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::threeds {
namespace {

using nlohmann::json;

constexpr std::string_view kFolder = "threeds/gateway/";

}  // namespace

Vocabulary parse_vocabulary(std::string_view text, const std::string& file) {
  constexpr std::array<std::string_view, 6> kKeys = {"schema", "title", "exemption",
                                                     "source", "as_of", "notes"};
  constexpr std::array<std::string_view, 2> kInner = {"fields", "values"};
  constexpr std::size_t kMost = 256 * 1024;
  const text::JsonSource source{file, text};
  const json document = text::parse_json(source, kMost, {6, 5000}, "profile");
  const text::JsonObject object(document, source);
  object.only(kKeys);
  Vocabulary one;
  one.gateway = file;
  one.title = object.text("title");
  if (object.has("source")) one.source = object.url("source");
  const auto exemption = object.object("exemption");
  if (!exemption) object.miss("exemption", "must be an object with fields and values");
  exemption->only(kInner);
  one.fields = exemption->strings("fields");
  for (std::size_t i = 0; i < one.fields.size(); ++i)
    if (!one.fields[i].starts_with('/') || !text::parse_pointer(one.fields[i]))
      exemption->miss("fields", i, "must be a JSON Pointer");
  one.values = exemption->members("values");
  if (one.fields.empty() || one.values.empty())
    object.miss("exemption", "must have a field and a value");
  return one;
}

const std::vector<Vocabulary>& vocabularies() {
  static const std::vector<Vocabulary> known = [] {
    std::vector<Vocabulary> all;
    for (const data::File& file : data::all_files())
      if (file.name.starts_with(kFolder))
        all.push_back(parse_vocabulary(file.text, std::string(file.name.substr(kFolder.size()))));
    return all;
  }();
  return known;
}

const Vocabulary* vocabulary_of(std::string_view gateway) {
  for (const Vocabulary& each : vocabularies())
    if (each.gateway == gateway) return &each;
  return nullptr;
}

std::vector<Exemption> exemptions_of(const Vocabulary& gateway, const json& request) {
  std::vector<Exemption> all;
  for (const std::string& field : gateway.fields) {
    const json::json_pointer pointer(field);
    if (!request.contains(pointer)) continue;
    const json& value = request.at(pointer);
    if (!value.is_null())
      all.push_back({field, value.is_string()       ? value.get<std::string>()
                            : value.is_structured() ? "(no text)"
                                                    : value.dump()});
  }
  return all;
}

}  // namespace checkoutdiag::threeds
