#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: server side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
    {"nginx: ssl_prefer_server_ciphers",
     "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_prefer_server_ciphers"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  // Every TLS 1.3 suite is strong: there the client, who knows its processor, chooses better.
  std::vector<Version> client, unknown;
  for (const VersionFacts& each : seen.seen.versions) {
    bool has_order = each.state == State::accepted && each.suites.size() > 1 &&
                     each.version != Version::ssl2 && each.version != Version::tls13;
    if (has_order && each.preference == Preference::client) client.push_back(each.version);
    if (has_order && each.preference == Preference::unknown) unknown.push_back(each.version);
  }
  Level level = *seen.wanted.server_preference;
  if (!client.empty())
    outcome.fail("follows the client's order of suites in {}", versions_text(client))
        .at_level(level)
        .with("versions", version_keys(client))
        .with("policy", seen.wanted.name);
  else if (!unknown.empty() && level == Level::note)
    outcome.skipped_because = "whose order decides was not seen";
  else if (!unknown.empty())
    outcome.undecided("whose order of suites decides in {} was not seen; {}",
                      versions_text(unknown), kAskAgain);
}

}  // namespace

constinit const Check<TlsCase> server_preference{
    .rule = {.id = "tls/server-preference",
             .level = Level::note,
             .title = "the client decides which suite is used",
             .why = "When weak and strong suites are both accepted, a gateway that follows its "
                    "own order keeps an old client from choosing the weak one.",
             .fix = "on the gateway, for nginx:\n"
                    "  ssl_prefer_server_ciphers on;",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (!seen.wanted.server_preference) return "the policy does not ask for it";
      return no_legacy_tls(seen);
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
