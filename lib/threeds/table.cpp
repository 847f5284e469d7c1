#include "lib/threeds/table.hpp"

#include <algorithm>

#include <map>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"

namespace checkoutdiag::threeds {
namespace {

using nlohmann::json;

Need need_of(char letter) {
  switch (letter) {
    case 'R':
      return Need::required;
    case 'C':
      return Need::conditional;
    case 'O':
      return Need::optional;
    default:
      return Need::undefined;
  }
}

// "array<string>", "object<AcctInfo>", "string".
void read_type(const std::string& text, Row& row) {
  const std::size_t open = text.find('<');
  row.type = text.substr(0, open);
  if (open == std::string::npos) return;
  if (row.type == "array") row.type = "list";
  row.item = text.substr(open + 1, text.size() - open - 2);
}

Row row_of(const json& from) {
  Row row;
  row.object = from["in"].get<std::string>();
  row.field = from["name"].get<std::string>();
  row.versions = from["versions"].get<std::vector<std::string>>();
  read_type(from["type"].get<std::string>(), row);
  const std::string needs = from["needs"].get<std::string>();
  for (std::size_t i = 0; i < row.needs.size(); ++i)
    row.needs[i] = need_of(needs.at(i));
  if (const auto format = from.find("format"); format != from.end())
    row.format = Format(format->get<std::string>());
  if (const auto when = from.find("when"); when != from.end())
    row.when.emplace(when->get<std::string>());
  return row;
}

}  // namespace

std::string_view name(Flow flow) {
  constexpr std::array<std::string_view, kFlows.size()> kNames = {
      "app, payment",         "app, non-payment", "browser, payment",
      "browser, non-payment", "3RI, payment",     "3RI, non-payment"};
  return kNames[static_cast<std::size_t>(flow)];
}

bool Row::is_of(std::string_view version) const {
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> all;
    const json read = json::parse(*data::find("threeds/fields"));
    for (const json& each : read["fields"])
      all.push_back(row_of(each));
    return all;
  }();
  return rows;
}

const std::vector<const Row*>& rows_of(std::string_view object, std::string_view version) {
  using Key = std::pair<std::string_view, std::string_view>;
  static const std::map<Key, std::vector<const Row*>> known = [] {
    std::map<Key, std::vector<const Row*>> all;
    for (const Row& each : table())
      for (const std::string& of : each.versions)
        all[{each.object, of}].push_back(&each);
    return all;
  }();
  static const std::vector<const Row*> none;
  const auto found = known.find(std::pair(object, version));
  return found == known.end() ? none : found->second;
}

const Row* find_row(std::string_view object, std::string_view field, std::string_view version) {
  for (const Row* each : rows_of(object, version))
    if (each->field == field) return each;
  return nullptr;
}

const std::vector<std::string>& versions() {
  static const std::vector<std::string> all = {"2.1.0", "2.2.0", "2.3.1"};
  return all;
}

std::string_view table_source() {
  return "https://github.com/clearhaus/3DSv2-api-documentation";
}

}  // namespace checkoutdiag::threeds
