#include "lib/threeds/meanings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::threeds {
namespace {

using nlohmann::json;

struct Group {
  std::string field;
  std::vector<Meaning> all;
};

struct Known {
  std::vector<Group> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> networks;
};

const Known& known() {
  static const Known read = [] {
    Known known;
    const json document = json::parse(*data::find("threeds/meanings"));
    for (const auto& [field, list] : document["meanings"].items()) {
      Group group{field, {}};
      for (const json& each : list) {
        const auto text = [&](const char* key) { return each.value(key, std::string()); };
        group.all.push_back({text("code"), text("means"), text("server"), text("page"),
                             text("shift"), text("retry"), text("network")});
      }
      known.groups.push_back(std::move(group));
    }
    for (const auto& [name, brands] : document["networks"].items())
      known.networks.emplace_back(name, brands.get<std::vector<std::string>>());
    return known;
  }();
  return read;
}

const Group* group_of(std::string_view field) {
  for (const Group& each : known().groups)
    if (text::equal_ignoring_case(each.field, field)) return &each;
  return nullptr;
}

}  // namespace

std::vector<std::string> explained_fields() {
  std::vector<std::string> fields;
  for (const Group& each : known().groups)
    fields.push_back(each.field);
  return fields;
}

std::vector<Meaning> meanings_of(std::string_view field) {
  const Group* group = group_of(field);
  return group ? group->all : std::vector<Meaning>();
}

const Meaning* meaning_of(std::string_view field, std::string_view code, std::string_view network) {
  const Group* group = group_of(field);
  if (!group) return nullptr;
  for (const Meaning& each : group->all)
    if (text::equal_ignoring_case(each.code, code) &&
        (each.network.empty() || network.empty() || each.network == eci_family(network)))
      return &each;
  return nullptr;
}

std::string eci_family(std::string_view brand) {
  for (const auto& [name, brands] : known().networks)
    if (std::any_of(brands.begin(), brands.end(), [&](const std::string& each) {
          return text::equal_ignoring_case(each, brand);
        }))
      return name;
  return {};
}

}  // namespace checkoutdiag::threeds
