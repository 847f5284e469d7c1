#include "lib/tls/config_changes.hpp"

namespace checkoutdiag::tls {
namespace {

// OpenSSL 3.0's own defaults: what holds when openssl.cnf does not name the setting.
constexpr const char* kSuites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* kGroups =
    "X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192";
constexpr const char* kSchemes =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
    "rsa_pss_pss_sha512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:"
    "RSA+SHA512:ECDSA+SHA224:ECDSA+SHA1:RSA+SHA224:RSA+SHA1";

const char* protocol_word(Version version) {
  switch (version) {
    case Version::tls13:
      return "TLSv1.3";
    case Version::tls12:
      return "TLSv1.2";
    case Version::tls11:
      return "TLSv1.1";
    default:
      return "TLSv1";
  }
}

ConfigChange security_level(int level) {
  return {.name = "SECLEVEL=" + std::to_string(level), .security_level = level};
}

}  // namespace

const ConfigChange& observer() {
  static const ConfigChange change{
      .name = "observer",
      .security_level = 0,
      .minimum = Version::tls10,
      .no_maximum = true,
      .legacy_renegotiation = true,
      .ciphers = "ALL:COMPLEMENTOFALL",
      .ciphersuites = std::string(kSuites) + ":TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256",
      .groups = kGroups,
      .signature_algorithms = kSchemes};
  return change;
}

std::vector<std::vector<ConfigChange>> repairs(Version best, int level) {
  const ConfigChange maximum{.name = "MaxProtocol=TLSv1.3", .no_maximum = true};
  const ConfigChange level0 = security_level(0);
  const ConfigChange minimum{.name = std::string("MinProtocol=") + protocol_word(best),
                             .minimum = best};
  const ConfigChange legacy{.name = "UnsafeLegacyRenegotiation", .legacy_renegotiation = true};
  const ConfigChange ciphers{.name = "CipherString=DEFAULT", .ciphers = "DEFAULT"};
  const ConfigChange suites{.name = "Ciphersuites=DEFAULT", .ciphersuites = kSuites};
  const ConfigChange groups{.name = "Groups=DEFAULT", .groups = kGroups};
  const ConfigChange schemes{.name = "SignatureAlgorithms=DEFAULT",
                             .signature_algorithms = kSchemes};
  const ConfigChange all{.name = "CipherString=ALL", .ciphers = "ALL"};
  std::vector<std::vector<ConfigChange>> changes{
      {maximum}, {ciphers}, {suites}, {groups}, {schemes}};
  // A level at a time, so that the fix gives up no more than it must.
  while (level-- > 0)
    changes.push_back({security_level(level)});
  for (std::vector<ConfigChange> more : std::initializer_list<std::vector<ConfigChange>>{
           {minimum},
           {legacy},
           {all},
           {minimum, level0},
           {legacy, level0},
           {all, level0},
           {minimum, maximum},
           {ciphers, groups, schemes, suites},
           {minimum, maximum, legacy, all, groups, schemes, suites, level0}})
    changes.push_back(std::move(more));
  return changes;
}

}  // namespace checkoutdiag::tls
