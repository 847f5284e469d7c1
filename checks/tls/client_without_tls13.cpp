#include <algorithm>

#include "checks/tls/client.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446: TLS 1.3", "https://www.rfc-editor.org/rfc/rfc8446"},
    {"RFC 8996: deprecating TLS 1.0 and TLS 1.1", "https://www.rfc-editor.org/rfc/rfc8996"},
};

std::string_view skip(const ClientCase& seen) {
  return seen.seen.hello ? "" : "no hello was heard";
}

void run(const ClientCase& seen, Outcome& outcome) {
  const std::vector<Version> versions = offered_versions(*seen.seen.hello);
  const auto has = [&](Version version) {
    return std::find(versions.begin(), versions.end(), version) != versions.end();
  };
  if (has(Version::tls13)) return;
  if (versions.empty()) {
    outcome.undecided("the hello names no version that is known");
    return;
  }
  Finding& finding = outcome.fail("{} offers {} at most, and not TLS 1.3", seen.seen.name,
                                  tls::name(versions.front()));
  finding.with("newest", tls::name(versions.front()));
  // A gateway has nothing to answer one with that stops below TLS 1.2.
  if (!has(Version::tls12)) finding.at_level(Level::error);
}

}  // namespace

constinit const Check<ClientCase> client_without_tls13{
    .rule = {.id = "tls/client-without-tls13",
             .level = Level::warning,
             .title = "the client offers TLS 1.3",
             .why = "Gateways switch off TLS 1.2 as they switched off TLS 1.0: a runtime that does "
                    "not offer what comes next fails on that day, whatever its store trusts.",
             .fix =
                 "upgrade the runtime, or take away what keeps it at an older version, such as "
                 "a MaxProtocol of openssl.cnf, jdk.tls.disabledAlgorithms or CURLOPT_SSLVERSION",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
