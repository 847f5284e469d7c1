#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 6066 section 3: server name indication",
     "https://www.rfc-editor.org/rfc/rfc6066#section-3"},
    {"RFC 9325 section 3.7: server name indication",
     "https://www.rfc-editor.org/rfc/rfc9325#section-3.7"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const SniFacts& sni = seen.seen.sni;
  if (sni.sent.empty()) {
    outcome.skipped_because = "no name was sent";
  } else if (!sni.same_leaf) {
    outcome.skipped_because = "no certificate was seen without a name";
  } else if (!*sni.same_leaf) {
    outcome
        .fail("shows the certificate of {} to a hello without a name",
              sni.default_subject.empty() ? "another host" : sni.default_subject)
        .with("name", sni.sent)
        .with("default_subject", sni.default_subject)
        .fixed_by("nothing needs to change where every client sends the name; to see it:" +
                  paste(nameless_s_client(seen)));
  }
}

}  // namespace

constinit const Check<TlsCase> sni_default_certificate{
    .rule = {.id = "tls/sni-default-certificate",
             .level = Level::note,
             .title = "without a name the gateway shows another certificate",
             .why = "A client that sends no server name gets the default certificate, and fails "
                    "with a host name mismatch instead of a clear answer.",
             .fix = "nothing needs to change where every client sends the name; to see it:\n"
                    "  openssl s_client -connect HOST:443 -noservername </dev/null",
             .references = kReferences},
    .skip = &no_answers,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
