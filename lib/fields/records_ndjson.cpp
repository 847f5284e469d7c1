#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/fields/records.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::fields {
namespace {

using nlohmann::json;

constexpr std::size_t kMostLine = 1024 * 1024, kMostColumns = 1000;
constexpr text::JsonLimits kLimits = {16, 10'000};

}  // namespace

bool NdjsonReader::next(Record& record) {
  for (;;) {
    record.values.clear();
    record.fault.clear();
    std::size_t end = 0, looked = 0;
    while ((end = input_.rest().find('\n', looked)) == std::string_view::npos) {
      looked = input_.rest().size();
      if (looked > kMostLine || !input_.grow()) break;
    }
    if (end == std::string_view::npos) end = input_.rest().size();
    if (end == 0 && input_.rest().empty()) return false;
    const std::string_view line = input_.rest().substr(0, end);
    record.line = ++line_;
    const bool is_blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
    if (end > kMostLine) record.fault = "a line of more than 1 MiB";
    if (record.fault.empty() && !is_blank) read_object(line, record);
    input_.take(std::min(end + 1, input_.rest().size()));
    if (!is_blank) return true;
  }
}

void NdjsonReader::read_object(std::string_view line, Record& record) {
  if (text::fault_in_json(line, kLimits)) {
    record.fault = "not JSON, or a member is given twice";
    return;
  }
  const json object = json::parse(line);
  if (!object.is_object()) {
    record.fault = "no JSON object";
    return;
  }
  for (std::string& each : values_)
    each.clear();
  const auto walk = [&](const auto& self, const json& value, const std::string& path) -> void {
    for (const auto& [name, member] : value.items()) {
      const std::string column = path.empty() ? name : path + "." + name;
      if (member.is_object())
        self(self, member, column);
      else if (!member.is_null())
        put(column, member.is_string() ? member.template get<std::string>() : member.dump());
    }
  };
  walk(walk, object, "");
  record.values.assign(values_.begin(), values_.end());
}

void NdjsonReader::put(const std::string& column, std::string value) {
  const auto known = std::find(columns_.begin(), columns_.end(), column);
  if (known == columns_.end() && columns_.size() >= kMostColumns) return;
  const auto at = static_cast<std::size_t>(known - columns_.begin());
  if (known == columns_.end()) {
    columns_.push_back(column);
    values_.emplace_back();
  }
  values_[at] = std::move(value);
}

}  // namespace checkoutdiag::fields
