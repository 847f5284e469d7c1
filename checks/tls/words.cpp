#include "checks/tls/words.hpp"

#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {

std::string versions_text(std::span<const Version> versions) {
  constexpr std::string_view kFamily = "TLS ";
  std::string text;
  bool family_said = false;
  for (Version version : versions) {
    std::string_view word = name(version);
    if (!text.empty()) text += ", ";
    bool tls = word.starts_with(kFamily);
    text += tls && family_said ? word.substr(kFamily.size()) : word;
    family_said = family_said || tls;
  }
  return text;
}

std::vector<std::string> version_keys(std::span<const Version> versions) {
  std::vector<std::string> keys;
  for (Version version : versions)
    keys.emplace_back(key(version));
  return keys;
}

std::string called(const x509::Certificate& certificate) {
  std::string who = certificate.common_name;
  if (who.empty() && !certificate.dns_names.empty()) who = certificate.dns_names.front();
  if (who.empty()) who = certificate.subject;
  if (who.empty()) who = "SHA-256 " + certificate.sha256.substr(0, 16);
  if (certificate.key_algorithm.empty()) return who;
  std::string key = certificate.key_algorithm;
  if (!certificate.key_group.empty())
    key += " " + certificate.key_group;
  else if (certificate.key_bits > 0)
    key += fmt::format(" {}", certificate.key_bits);
  return who + " (" + key + ")";
}

std::string alert_text(const Alert& alert) {
  return fmt::format("{} ({})", alert_name(alert.code), alert.code);
}

std::string address_text(const AddressFacts& seen) {
  if (!seen.via_proxy) return net::to_string(seen.address);
  return "the gateway behind " + (seen.proxy.empty() ? "the proxy" : seen.proxy);
}

}  // namespace checkoutdiag::tls
