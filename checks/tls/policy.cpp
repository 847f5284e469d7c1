#include "checks/tls/policy.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "checks/nearest.hpp"
#include "checks/tls/policy_reader.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/registry.hpp"

// The shape of a policy, one JSON object. Only "name" and "versions" are required; a level is
// "note", "warning", "error" or null (the policy does not care); any other key is an error.
//
//   "name", "title", "source", "as_of"     texts: what it is, where it comes from, its date
//   "versions": ["tls1.2", "tls1.3"]       those that may be accepted (ssl2 ssl3 tls1.0 … tls1.3)
//   "required": {"tls1.3": "warning"}      those that must be, with the level of their absence
//   "null_cipher" "export_cipher" "anonymous_cipher" "rc4" "short_block" "md5" "static_rsa" "cbc"
//   "not_forward_secret"                   level of accepting a suite with that property
//   "suites": ["TLS_AES_128_GCM_SHA256"]   the only suites, by IANA's names or as "0x1301"
//   "groups": ["x25519", "secp256r1"]      the only key-exchange groups, likewise
//   "outside_list": "warning"              level of anything outside these two lists
//   "min_rsa_bits" "min_ec_bits" "min_dh_bits", "max_certificate_days", "expiry_warning_days"
//   "sha1_signature" "server_preference"   levels
//
// Mozilla's own guideline files are taken as well (policy_mozilla.cpp).
namespace checkoutdiag::tls {
namespace {

using nlohmann::json;

struct LevelKey {
  std::string_view key;
  std::optional<Level> TlsPolicy::*field;
};

constexpr LevelKey kLevels[] = {
    {"null_cipher", &TlsPolicy::null_cipher},
    {"export_cipher", &TlsPolicy::export_cipher},
    {"anonymous_cipher", &TlsPolicy::anonymous_cipher},
    {"rc4", &TlsPolicy::rc4},
    {"short_block", &TlsPolicy::short_block},
    {"md5", &TlsPolicy::md5},
    {"static_rsa", &TlsPolicy::static_rsa},
    {"cbc", &TlsPolicy::cbc},
    {"not_forward_secret", &TlsPolicy::not_forward_secret},
    {"sha1_signature", &TlsPolicy::sha1_signature},
    {"server_preference", &TlsPolicy::server_preference},
};

struct TextKey {
  std::string_view key;
  std::string TlsPolicy::*field;
};

constexpr TextKey kTexts[] = {
    {"name", &TlsPolicy::name},
    {"title", &TlsPolicy::title},
    {"source", &TlsPolicy::source},
    {"as_of", &TlsPolicy::as_of},
};

struct NumberKey {
  std::string_view key;
  int TlsPolicy::*field;
  int least, most;
};

constexpr NumberKey kNumbers[] = {
    {"min_rsa_bits", &TlsPolicy::min_rsa_bits, 0, 65536},
    {"min_ec_bits", &TlsPolicy::min_ec_bits, 0, 1024},
    {"min_dh_bits", &TlsPolicy::min_dh_bits, 0, 65536},
    {"expiry_warning_days", &TlsPolicy::expiry_warning_days, 0, 3650},
};

constexpr std::string_view kOthers[] = {"versions", "required",     "suites",
                                        "groups",   "outside_list", "max_certificate_days"};

std::vector<std::string_view> all_keys() {
  std::vector<std::string_view> keys;
  for (const TextKey& each : kTexts)
    keys.push_back(each.key);
  for (const LevelKey& each : kLevels)
    keys.push_back(each.key);
  for (const NumberKey& each : kNumbers)
    keys.push_back(each.key);
  keys.insert(keys.end(), std::begin(kOthers), std::end(kOthers));
  return keys;
}

Level read_level(const PolicyReader& reader, std::string_view key, const json& value) {
  for (Level level : {Level::note, Level::warning, Level::error})
    if (value == name(level)) return level;
  reader.fail(key, fmt::format("must be \"note\", \"warning\" or \"error\", not {}",
                               text::printable(value.dump(-1, ' ', true), 40)));
}

Version read_version(const PolicyReader& reader, std::string_view key, const std::string& word) {
  if (auto version = version_from_key(word)) return *version;
  reader.fail(key,
              fmt::format("names \"{}\", which is no protocol version", text::printable(word, 80)),
              "versions are ssl2, ssl3, tls1.0, tls1.1, tls1.2 and tls1.3");
}

void read_versions(const PolicyReader& reader, const json& value, TlsPolicy& policy) {
  for (const std::string& word : reader.texts("versions", value)) {
    Version version = read_version(reader, "versions", word);
    if (std::find(policy.versions.begin(), policy.versions.end(), version) != policy.versions.end())
      reader.fail("versions", fmt::format("names \"{}\" twice", word));
    policy.versions.push_back(version);
  }
  if (policy.versions.empty()) reader.fail("versions", "must name at least one version");
  std::sort(policy.versions.begin(), policy.versions.end());
}

void read_required(const PolicyReader& reader, const json& value, TlsPolicy& policy) {
  if (!value.is_object())
    reader.fail("required",
                "must be an object of versions and levels, as in {\"tls1.3\": \"warning\"}");
  for (const auto& [word, level] : value.items())
    if (!level.is_null())
      policy.required[read_version(reader, "required", word)] =
          read_level(reader, "required", level);
  for (const auto& [version, level] : policy.required)
    if (std::find(policy.versions.begin(), policy.versions.end(), version) == policy.versions.end())
      reader.fail("required",
                  fmt::format("names \"{}\", which \"versions\" does not allow", key(version)));
}

std::string keys_hint(const std::vector<std::string_view>& keys) {
  std::string hint = "keys are";
  for (std::string_view key : keys)
    hint += fmt::format("{} {}", key == keys.front() ? "" : ",", key);
  return hint;
}

void check_keys(const PolicyReader& reader, const json& object) {
  const std::vector<std::string_view> keys = all_keys();
  for (const auto& [key, value] : object.items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string_view meant = nearest(key, keys);
    reader.fail(key, "is not a key of a policy",
                meant.empty() ? keys_hint(keys) : fmt::format("\"{}\" may be meant", meant));
  }
  for (const char* needed : {"name", "versions"})
    if (!object.contains(needed)) reader.fail(needed, "is missing");
}

TlsPolicy own_shape(const PolicyReader& reader, const json& object) {
  check_keys(reader, object);
  TlsPolicy policy;
  read_versions(reader, object.at("versions"), policy);
  for (const auto& [key, value] : object.items()) {
    for (const TextKey& each : kTexts)
      if (key == each.key) policy.*each.field = reader.text(key, value);
    for (const LevelKey& each : kLevels)
      if (key == each.key && !value.is_null()) policy.*each.field = read_level(reader, key, value);
    for (const NumberKey& each : kNumbers)
      if (key == each.key) policy.*each.field = reader.number(key, value, each.least, each.most);
    if (key == "required") read_required(reader, value, policy);
    if (key == "suites") policy.suites = reader.suites(key, value);
    if (key == "groups") policy.groups = reader.groups(key, value);
    if (key == "outside_list") policy.outside_list = read_level(reader, key, value);
    if (key == "max_certificate_days" && !value.is_null())
      policy.max_certificate_days = reader.number(key, value, 1, 36500);
  }
  if (policy.title.empty()) policy.title = policy.name;
  return policy;
}

}  // namespace

TlsPolicy parse_policy(std::string_view text, std::string_view origin) {
  PolicyReader reader{std::string(origin)};
  const json object = reader.parse(text);
  return object.contains("configurations") ? mozilla_policy(reader, object)
                                           : own_shape(reader, object);
}

}  // namespace checkoutdiag::tls
