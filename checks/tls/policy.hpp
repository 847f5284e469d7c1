#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"
#include "lib/tls/facts.hpp"

namespace checkoutdiag::tls {

/// What a gateway should be, as data: lib/data/policy/*.json or a user's file of the same shape.
struct TlsPolicy {
  std::string name, title, source,
      as_of;  // "mozilla-intermediate", …, where it comes from, its date

  // Protocol versions: those allowed; those that must be accepted, with the level of their absence.
  std::vector<Version> versions;
  std::map<Version, Level> required;

  // Levels by property of a suite; nothing: the policy does not care.
  std::optional<Level> null_cipher, export_cipher, anonymous_cipher, rc4, short_block, md5,
      static_rsa, cbc, not_forward_secret;

  // Whole lists, when the policy has them (Mozilla): suites and groups outside are findings at this
  // level.
  std::vector<std::uint16_t> suites;
  std::vector<std::uint16_t> groups;
  Level outside_list = Level::warning;

  int min_rsa_bits = 2048, min_ec_bits = 224, min_dh_bits = 2048;
  std::optional<int> max_certificate_days;
  std::optional<Level> sha1_signature, server_preference;
  int expiry_warning_days = 21;  // --expiry-warning overrides
};

/// Reads a policy; `origin` names the text in messages. Unknown keys are an error.
/// Throws Failure(input) naming the key and what is wrong with it.
TlsPolicy parse_policy(std::string_view json, std::string_view origin);

}  // namespace checkoutdiag::tls
