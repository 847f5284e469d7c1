#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7507: TLS fallback signaling cipher suite value",
     "https://www.rfc-editor.org/rfc/rfc7507"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const std::optional<bool>& honoured = seen.seen.features.fallback_scsv;
  if (!honoured)
    outcome.skipped_because = "whether TLS_FALLBACK_SCSV is honoured was not seen";
  else if (!*honoured)
    outcome.fail("does not honour TLS_FALLBACK_SCSV (RFC 7507)")
        .with("versions", version_keys(versions_in(seen.seen, State::accepted)));
}

}  // namespace

constinit const Check<TlsCase> fallback_scsv{
    .rule = {.id = "tls/fallback-scsv",
             .level = Level::note,
             .title = "does not stop a forced fall-back to an older version",
             .why = "A client that falls back after an error marks its second hello; a gateway "
                    "that knows the mark refuses, so that nobody on the path can force the older "
                    "version.",
             .fix = "the gateway should update its TLS library, or accept one version alone; "
                    "nothing to change on your side: current clients do not fall back",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      std::string_view reason = no_legacy_tls(seen);
      if (reason.empty() && versions_in(seen.seen, State::accepted).size() < 2)
        return "one version is accepted: there is nothing to fall back to";
      return reason;
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
