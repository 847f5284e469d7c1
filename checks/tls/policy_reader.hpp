#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "checks/tls/policy.hpp"

namespace checkoutdiag::tls {

/// Reads values out of a policy's JSON, which may be anybody's: every miss is a Failure(input) that
/// names the file, the key and what was expected.
struct PolicyReader {
  std::string origin;

  [[noreturn]] void fail(std::string_view key, std::string_view what, std::string hint = {}) const;

  /// One JSON object: bounded in size and depth, each key once.
  nlohmann::json parse(std::string_view text) const;

  /// A text, safe to print.
  std::string text(std::string_view key, const nlohmann::json& value) const;
  int number(std::string_view key, const nlohmann::json& value, int least, int most) const;
  std::vector<std::string> texts(std::string_view key, const nlohmann::json& value) const;

  /// Suites by their IANA names, or by number: "0xC02F".
  std::vector<std::uint16_t> suites(std::string_view key, const nlohmann::json& value) const;
  /// Groups by their IANA names in any case, or by number.
  std::vector<std::uint16_t> groups(std::string_view key, const nlohmann::json& value) const;
};

/// A policy in the shape of Mozilla's guidelines (ssl-config.mozilla.org/guidelines/6.0.json), cut
/// down to one configuration.
TlsPolicy mozilla_policy(const PolicyReader& reader, const nlohmann::json& guideline);

}  // namespace checkoutdiag::tls
