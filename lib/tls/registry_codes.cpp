#include <fmt/core.h>

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "lib/tls/registry.hpp"
#include "lib/tls/registry_data.hpp"

// Groups, signature schemes and alerts: the small tables.
namespace checkoutdiag::tls {
namespace {

struct Groups {
  std::map<std::uint16_t, Group> by_id;
  std::vector<std::uint16_t> tls13, legacy;  // likeliest first
};

Group read_group(const nlohmann::json& entry) {
  Group group;
  group.id = static_cast<std::uint16_t>(registry_number(entry.at("id")));
  group.name = entry.at("name");
  group.security_bits = entry.at("security_bits");
  for (const auto& word : entry.at("is")) {
    group.finite_field |= word == "finite_field";
    group.post_quantum |= word == "post_quantum";
    group.tls12 |= word == "tls12";
    group.tls13 |= word == "tls13";
  }
  return group;
}

Groups read_groups() {
  const nlohmann::json data = registry_data("tls/groups");
  Groups groups;
  std::map<std::string, std::uint16_t> ids;
  for (const auto& entry : data.at("groups")) {
    Group group = read_group(entry);
    ids[group.name] = group.id;
    groups.by_id[group.id] = std::move(group);
  }
  std::vector<std::uint16_t> order;
  for (const auto& name : data.at("likely"))
    order.push_back(ids.at(name));
  std::set<std::uint16_t> placed(order.begin(), order.end());
  for (const auto& [id, group] : groups.by_id)
    if (!placed.contains(id)) order.push_back(id);
  for (std::uint16_t id : order) {
    if (groups.by_id[id].tls13) groups.tls13.push_back(id);
    if (groups.by_id[id].tls12) groups.legacy.push_back(id);
  }
  return groups;
}

const Groups& groups() {
  static const Groups table = read_groups();
  return table;
}

struct Schemes {
  std::map<std::uint16_t, std::string> names;
  std::vector<std::uint16_t> asked;
};

Schemes read_schemes() {
  const nlohmann::json data = registry_data("tls/signature_schemes");
  Schemes schemes;
  std::map<std::string, std::uint16_t> ids;
  for (const auto& entry : data.at("schemes")) {
    auto id = static_cast<std::uint16_t>(registry_number(entry.at(0)));
    schemes.names[id] = entry.at(1);
    ids[entry.at(1)] = id;
  }
  for (const auto& name : data.at("ask"))
    schemes.asked.push_back(ids.at(name));
  return schemes;
}

const Schemes& schemes() {
  static const Schemes table = read_schemes();
  return table;
}

std::map<int, std::string> read_alerts() {
  const nlohmann::json data = registry_data("tls/alerts");
  std::map<int, std::string> alerts;
  for (const auto& entry : data.at("alerts"))
    alerts[entry.at(0)] = entry.at(1);
  return alerts;
}

}  // namespace

const Group& group(std::uint16_t id) {
  auto known = groups().by_id.find(id);
  if (known != groups().by_id.end()) return known->second;
  static std::mutex mutex;
  static std::map<std::uint16_t, Group> unknown;  // 65536 at the most; nodes never move
  std::lock_guard lock(mutex);
  Group& one = unknown[id];
  if (one.name.empty()) one = {.id = id, .name = fmt::format("0x{:04X}", id)};
  return one;
}

std::span<const std::uint16_t> groups_to_probe(Version version) {
  return version == Version::tls13 ? groups().tls13 : groups().legacy;
}

std::string signature_scheme_name(std::uint16_t id) {
  auto known = schemes().names.find(id);
  return known != schemes().names.end() ? known->second : fmt::format("0x{:04X}", id);
}

std::span<const std::uint16_t> signature_schemes() {
  return schemes().asked;
}

std::string alert_name(int code) {
  static const std::map<int, std::string> alerts = read_alerts();
  auto known = alerts.find(code);
  return known != alerts.end() ? known->second : fmt::format("alert {}", code);
}

}  // namespace checkoutdiag::tls
