#include <algorithm>
#include <nlohmann/json.hpp>

#include "checks/tls/policy_reader.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

using nlohmann::json;

const json& member(const PolicyReader& reader, const json& object, std::string_view key) {
  if (!object.is_object() || !object.contains(key)) reader.fail(key, "is missing");
  return object.at(std::string(key));
}

// A file of Mozilla's holds two or three configurations, and picking one for the user would be a
// guess.
std::pair<std::string, const json*> only_configuration(const PolicyReader& reader,
                                                       const json& guideline) {
  const json& all = guideline.at("configurations");
  if (!all.is_object() || all.empty())
    reader.fail("configurations", "must be an object with one configuration");
  if (all.size() > 1) {
    std::string names;
    for (const auto& [name, value] : all.items())
      names += (names.empty() ? "" : ", ") + text::printable(name, 40);
    reader.fail(
        "configurations", fmt::format("has more than one: {}", names),
        "keep one of them in the file; mozilla-modern and mozilla-intermediate are built in");
  }
  return {all.begin().key(), &all.begin().value()};
}

Version mozilla_version(const PolicyReader& reader, const std::string& word) {
  constexpr std::pair<std::string_view, Version> kWords[] = {
      {"SSLv2", Version::ssl2},    {"SSLv3", Version::ssl3},    {"TLSv1", Version::tls10},
      {"TLSv1.1", Version::tls11}, {"TLSv1.2", Version::tls12}, {"TLSv1.3", Version::tls13}};
  for (const auto& [known, version] : kWords)
    if (word == known) return version;
  reader.fail("tls_versions",
              fmt::format("names \"{}\", which is no protocol version", text::printable(word, 80)));
}

std::vector<std::uint16_t> curves(const PolicyReader& reader, json names) {
  if (names.is_array())
    for (json& name : names)
      if (name == "prime256v1") name = "secp256r1";  // OpenSSL's word for it
  return reader.groups("tls_curves", names);
}

// Mozilla gives lists, not levels. What is broken is an error, unless the configuration itself
// lists a suite of the kind ("old" has 3DES and RSA key transport).
void set_levels(TlsPolicy& policy) {
  constexpr std::pair<std::optional<Level> TlsPolicy::*, bool Suite::*> kBroken[] = {
      {&TlsPolicy::null_cipher, &Suite::null_encryption},
      {&TlsPolicy::export_cipher, &Suite::exportable},
      {&TlsPolicy::anonymous_cipher, &Suite::anonymous},
      {&TlsPolicy::rc4, &Suite::rc4},
      {&TlsPolicy::short_block, &Suite::short_block},
      {&TlsPolicy::md5, &Suite::md5},
      {&TlsPolicy::static_rsa, &Suite::static_rsa}};
  for (const auto& broken : kBroken) {
    bool listed = std::any_of(policy.suites.begin(), policy.suites.end(),
                              [&](std::uint16_t id) { return suite(id).*broken.second; });
    if (!listed) policy.*broken.first = Level::error;
  }
  policy.sha1_signature = Level::warning;
  // Outside the list is a deviation, not by itself a weakness: P-521 and AES-CCM are outside and
  // sound.
  policy.outside_list = Level::warning;
}

void set_sizes(const PolicyReader& reader, const json& chosen, TlsPolicy& policy) {
  constexpr std::pair<const char*, int TlsPolicy::*> kSizes[] = {
      {"rsa_key_size", &TlsPolicy::min_rsa_bits},
      {"ecdh_param_size", &TlsPolicy::min_ec_bits},
      {"dh_param_size", &TlsPolicy::min_dh_bits}};
  for (const auto& [key, field] : kSizes)
    if (chosen.contains(key) && !chosen.at(key).is_null())
      policy.*field = reader.number(key, chosen.at(key), 0, 65536);
  constexpr const char* kLife = "maximum_certificate_lifespan";
  if (chosen.contains(kLife) && !chosen.at(kLife).is_null())
    policy.max_certificate_days = reader.number(kLife, chosen.at(kLife), 1, 36500);
  auto preference = chosen.find("server_preferred_order");
  if (preference != chosen.end() && *preference == true) policy.server_preference = Level::warning;
}

}  // namespace

TlsPolicy mozilla_policy(const PolicyReader& reader, const json& guideline) {
  const auto [name, found] = only_configuration(reader, guideline);
  const json& chosen = *found;
  TlsPolicy policy;
  policy.name = "mozilla-" + text::printable(name, 40);
  std::string version =
      text::printable(member(reader, guideline, "version").dump(-1, ' ', true), 20);
  policy.title = fmt::format("Mozilla Server Side TLS {}, {}", version, text::printable(name, 40));
  if (guideline.contains("href")) policy.source = reader.text("href", guideline.at("href"));

  for (const std::string& word :
       reader.texts("tls_versions", member(reader, chosen, "tls_versions")))
    policy.versions.push_back(mozilla_version(reader, word));
  std::sort(policy.versions.begin(), policy.versions.end());
  if (policy.versions.empty()) reader.fail("tls_versions", "must name at least one version");
  // The older versions are there for old clients; only the newest is missed when it is not there.
  policy.required[policy.versions.back()] =
      policy.versions.size() == 1 ? Level::error : Level::warning;

  policy.suites = reader.suites("iana", member(reader, member(reader, chosen, "ciphers"), "iana"));
  auto tls13 = reader.suites("ciphersuites", member(reader, chosen, "ciphersuites"));
  policy.suites.insert(policy.suites.end(), tls13.begin(), tls13.end());
  policy.groups = curves(reader, member(reader, chosen, "tls_curves"));
  set_levels(policy);
  set_sizes(reader, chosen, policy);
  return policy;
}

}  // namespace checkoutdiag::tls
