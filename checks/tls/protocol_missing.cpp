#include <algorithm>
#include <set>

#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 3.1: protocol versions",
     "https://www.rfc-editor.org/rfc/rfc9325#section-3.1"},
    {"RFC 8446: TLS 1.3", "https://www.rfc-editor.org/rfc/rfc8446"},
    {"Mozilla: server side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
};

State state_of(const AddressFacts& seen, Version version) {
  const VersionFacts* facts = facts_of(seen, version);
  return facts ? facts->state : State::unknown;
}

// The policy's versions; where it allows every one, those that are there and those that it asks
// for.
std::vector<Version> right_versions(const TlsCase& seen) {
  if (!seen.wanted.versions.empty()) return seen.wanted.versions;
  std::set<Version> right;
  for (Version version : versions_in(seen.seen, State::accepted))
    right.insert(version);
  for (const auto& [version, level] : seen.wanted.required)
    right.insert(version);
  return {right.begin(), right.end()};
}

void run(const TlsCase& seen, Outcome& outcome) {
  const TlsPolicy& wanted = seen.wanted;
  std::string fix = "on the gateway, for nginx:" + paste(nginx_protocols(right_versions(seen)));
  std::vector<Version> unknown;
  for (const auto& [version, level] : wanted.required) {
    State state = state_of(seen.seen, version);
    if (state == State::unknown) unknown.push_back(version);
    if (state != State::refused) continue;
    outcome.fail("does not accept {}", name(version))
        .at_level(level)
        .with("version", key(version))
        .with("policy", wanted.name)
        .fixed_by(fix);
  }
  if (!unknown.empty())
    outcome.undecided("it is not known whether {} {} accepted; {}", versions_text(unknown),
                      unknown.size() == 1 ? "is" : "are", kAskAgain);
  bool none_left = !wanted.versions.empty() &&
                   std::all_of(wanted.versions.begin(), wanted.versions.end(), [&](Version each) {
                     return state_of(seen.seen, each) == State::refused;
                   });
  if (none_left)
    outcome.fail("accepts no version that the policy allows ({})", versions_text(wanted.versions))
        .with("versions", version_keys(wanted.versions))
        .with("policy", wanted.name)
        .fixed_by(fix);
}

}  // namespace

constinit const Check<TlsCase> protocol_missing{
    .rule = {.id = "tls/protocol-missing",
             .level = Level::error,
             .title = "does not accept a protocol version that the policy requires",
             .why = "Clients that speak only newer versions cannot connect, and those that could "
                    "use the better version do not.",
             .fix = "on the gateway, add the version (TLS 1.3 needs OpenSSL 1.1.1 or newer), for "
                    "nginx:\n"
                    "  ssl_protocols TLSv1.2 TLSv1.3;",
             .references = kReferences},
    .skip = &no_answers,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
