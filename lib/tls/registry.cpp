#include "lib/tls/registry.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "lib/tls/registry_data.hpp"
#include "lib/tls/registry_suite.hpp"

namespace checkoutdiag::tls {
namespace {

struct Suites {
  std::vector<Suite> by_id;
  std::vector<std::uint16_t> legacy, tls13;  // in the order of offers
  std::vector<std::uint32_t> ssl2;

  const Suite* find(std::uint32_t id) const {
    auto found =
        std::lower_bound(by_id.begin(), by_id.end(), id,
                         [](const Suite& one, std::uint32_t wanted) { return one.id < wanted; });
    return found != by_id.end() && found->id == id ? &*found : nullptr;
  }
};

void sort_into_offers(Suites& suites, const std::vector<std::uint32_t>& order) {
  for (std::uint32_t id : order) {
    const Suite* one = suites.find(id);
    if (!one || one->ssl2) continue;
    (one->tls13 ? suites.tls13 : suites.legacy).push_back(static_cast<std::uint16_t>(id));
  }
}

Suites read_suites() {
  const nlohmann::json data = registry_data("tls/suites");
  Suites suites;
  for (const char* list : {"suites", "ssl2_kinds"})
    for (const auto& entry : data.at(list))
      suites.by_id.push_back(
          take_apart(registry_number(entry.at(0)), entry.at(1).get_ref<const std::string&>()));
  std::sort(suites.by_id.begin(), suites.by_id.end(),
            [](const Suite& a, const Suite& b) { return a.id < b.id; });

  // The likely ones in the order of the data, then whatever is left by its number.
  std::vector<std::uint32_t> order;
  for (const auto& tier : data.at("offer_first"))
    for (const auto& id : tier.at("ids"))
      order.push_back(registry_number(id));
  std::set<std::uint32_t> placed(order.begin(), order.end());
  for (const Suite& one : suites.by_id)
    if (placed.insert(one.id).second) order.push_back(one.id);
  sort_into_offers(suites, order);
  for (const auto& entry : data.at("ssl2_kinds"))
    suites.ssl2.push_back(registry_number(entry.at(0)));
  return suites;
}

const Suites& suites() {
  static const Suites table = read_suites();
  return table;
}

// Numbers come from the network, so what is remembered of them has an end: every two-byte id.
constexpr std::size_t kMaxUnknown = 0x10000;

const Suite& remember_unknown(std::uint32_t id) {
  static std::mutex mutex;
  static std::map<std::uint32_t, Suite> unknown;  // a map, because its nodes never move
  static const Suite nameless = [] {
    Suite suite;
    suite.name = "unknown";
    return suite;
  }();
  std::lock_guard lock(mutex);
  auto found = unknown.find(id);
  if (found != unknown.end()) return found->second;
  if (unknown.size() >= kMaxUnknown) return nameless;
  return unknown.emplace(id, unknown_suite(id)).first->second;
}

struct VersionWords {
  Version version;
  std::string_view name, key;
};

constexpr VersionWords kVersionWords[] = {
    {Version::ssl2, "SSLv2", "ssl2"},      {Version::ssl3, "SSLv3", "ssl3"},
    {Version::tls10, "TLS 1.0", "tls1.0"}, {Version::tls11, "TLS 1.1", "tls1.1"},
    {Version::tls12, "TLS 1.2", "tls1.2"}, {Version::tls13, "TLS 1.3", "tls1.3"},
};

}  // namespace

const Suite& suite(std::uint32_t id) {
  const Suite* known = suites().find(id);
  return known ? *known : remember_unknown(id);
}

std::span<const std::uint16_t> legacy_suites() {
  return suites().legacy;
}

std::span<const std::uint16_t> tls13_suites() {
  return suites().tls13;
}

std::span<const std::uint32_t> ssl2_kinds() {
  return suites().ssl2;
}

std::string_view name(Version version) {
  for (const VersionWords& words : kVersionWords)
    if (words.version == version) return words.name;
  return "unknown version";
}

std::string_view key(Version version) {
  for (const VersionWords& words : kVersionWords)
    if (words.version == version) return words.key;
  return "unknown";
}

std::optional<Version> version_from_key(std::string_view key) {
  for (const VersionWords& words : kVersionWords)
    if (words.key == key) return words.version;
  return std::nullopt;
}

}  // namespace checkoutdiag::tls
