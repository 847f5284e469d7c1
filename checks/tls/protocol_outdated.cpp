#include <algorithm>

#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 3.1: protocol versions",
     "https://www.rfc-editor.org/rfc/rfc9325#section-3.1"},
    {"RFC 8996: deprecating TLS 1.0 and TLS 1.1", "https://www.rfc-editor.org/rfc/rfc8996"},
    {"RFC 7568: deprecating SSLv3", "https://www.rfc-editor.org/rfc/rfc7568"},
    {"PCI DSS 4.0.1, requirement 4.2.1: strong cryptography for card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const std::vector<Version>& allowed = seen.wanted.versions;
  auto outside = [&](Version version) {
    return std::find(allowed.begin(), allowed.end(), version) == allowed.end();
  };
  for (Version version : versions_in(seen.seen, State::accepted)) {
    if (!outside(version)) continue;
    outcome.fail("accepts {}", name(version))
        .with("version", key(version))
        .with("suites", static_cast<std::int64_t>(facts_of(seen.seen, version)->suites.size()))
        .with("policy", seen.wanted.name)
        .fixed_by("on the gateway, for nginx:" + paste(nginx_protocols(allowed)));
  }
  std::vector<Version> unknown = versions_in(seen.seen, State::unknown);
  if (outcome.findings.empty() && std::any_of(unknown.begin(), unknown.end(), outside))
    outcome.skipped_because = kNotEnumerated;
}

}  // namespace

constinit const Check<TlsCase> protocol_outdated{
    .rule = {.id = "tls/protocol-outdated",
             .level = Level::error,
             .title = "accepts a protocol version that the policy does not allow",
             .why = "TLS 1.0 and 1.1 rest on MD5 and SHA-1 and are retired (RFC 8996); SSLv2 and "
                    "SSLv3 are broken (DROWN, POODLE). PCI DSS has not taken early TLS as strong "
                    "cryptography since 2018.",
             .fix = "on the gateway, keep the versions of the policy alone, for nginx:\n"
                    "  ssl_protocols TLSv1.2 TLSv1.3;\n"
                    "nothing needs to change on your side if your client speaks one of them",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (seen.wanted.versions.empty()) return "the policy allows every version";
      return no_answers(seen);
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
