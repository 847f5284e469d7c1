#include "checks/tls/suites.hpp"

#include <algorithm>

#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr std::string_view kTls13Line =
    "ssl_conf_command Ciphersuites "
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256;";

}  // namespace

std::vector<AcceptedSuite> accepted_suites(const AddressFacts& seen, SuiteProperty property) {
  std::vector<AcceptedSuite> found;
  std::vector<Version> accepted = versions_in(seen, State::accepted);
  for (auto version = accepted.rbegin(); version != accepted.rend(); ++version) {
    for (std::uint32_t id : facts_of(seen, *version)->suites) {
      const Suite& known = suite(id);
      if (!property(known)) continue;
      auto same = std::find_if(found.begin(), found.end(), [&](const AcceptedSuite& other) {
        return other.suite.id == id && other.suite.ssl2 == known.ssl2;
      });
      if (same == found.end()) same = found.insert(found.end(), {known, {}});
      same->versions.insert(same->versions.begin(), *version);
    }
  }
  return found;
}

std::string_view skip_suites(const TlsCase& seen, const std::optional<Level>& wanted) {
  if (!wanted) return "the policy does not ask for it";
  return no_answers(seen);
}

void report_suites(const TlsCase& seen, Outcome& outcome, Level level, std::string_view kind,
                   const std::vector<AcceptedSuite>& suites) {
  if (suites.empty()) {
    if (!enumerated(seen.seen)) outcome.skipped_because = kNotEnumerated;
    return;
  }
  std::vector<std::string> names, with_versions;
  std::vector<Version> versions;
  for (const AcceptedSuite& each : suites) {
    names.push_back(each.suite.name);
    with_versions.push_back(each.suite.name + " (" + versions_text(each.versions) + ")");
    versions.insert(versions.end(), each.versions.begin(), each.versions.end());
  }
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  Finding& finding = names.size() == 1 ? outcome.fail("accepts {}", with_versions.front())
                                       : outcome.fail("accepts {} suites {}: {}", names.size(),
                                                      kind, listed(names));
  // nginx's ssl_ciphers does not reach TLS 1.3, which has a list of its own.
  if (std::any_of(suites.begin(), suites.end(),
                  [](const AcceptedSuite& each) { return each.suite.tls13; }))
    finding.fixed_by(std::string(kSuitesFix) + paste(kTls13Line));
  finding.at_level(level)
      .with("suites", names)
      .with("versions", version_keys(versions))
      .with("policy", seen.wanted.name);
}

void judge_suites(const TlsCase& seen, Outcome& outcome, Level level, std::string_view kind,
                  SuiteProperty property) {
  report_suites(seen, outcome, level, kind, accepted_suites(seen.seen, property));
}

}  // namespace checkoutdiag::tls
