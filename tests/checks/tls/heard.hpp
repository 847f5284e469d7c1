#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "checks/tls/client.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::test {

inline std::string two_bytes(std::size_t value) {
  return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

/// A hello of these suites; `versions` are those of supported_versions, none: there is no such
/// extension.
inline tls::ClientFacts heard(const std::vector<std::uint16_t>& suites,
                              const std::vector<std::uint16_t>& versions,
                              const std::string& name = "") {
  tls::ClientHello hello;
  hello.random.assign(32, 'r');
  hello.suites = suites;
  hello.compressions.assign(1, '\0');
  hello.has_extensions = true;
  if (!versions.empty()) {
    std::string list(1, static_cast<char>(versions.size() * 2));
    for (const std::uint16_t each : versions)
      list += two_bytes(each);
    hello.extensions.push_back({tls::extension_type::kSupportedVersions, list});
  }
  if (!name.empty())
    hello.extensions.push_back({tls::extension_type::kServerName,
                                two_bytes(name.size() + 3) + '\0' + two_bytes(name.size()) + name});
  tls::ClientFacts facts;
  facts.name = "app";
  facts.hello = hello;
  facts.asked_name = "api.example";
  return facts;
}

/// "level: sentence", "? reason" or "- reason of the skip"; empty: it holds.
inline std::string told(const Check<tls::ClientCase>& check, const tls::ClientFacts& facts) {
  Outcome outcome{&check.rule, "app", {}, {}, {}};
  const tls::ClientCase seen{facts};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  if (!outcome.skipped_because.empty()) return "- " + outcome.skipped_because;
  if (!outcome.inconclusive_because.empty()) return "? " + outcome.inconclusive_because;
  return outcome.findings.empty()
             ? ""
             : std::string(name(outcome.findings[0].level)) + ": " + outcome.findings[0].message;
}

}  // namespace checkoutdiag::test
