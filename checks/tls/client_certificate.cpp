#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446 section 4.3.2: CertificateRequest",
     "https://www.rfc-editor.org/rfc/rfc8446#section-4.3.2"},
    {"RFC 5246 section 7.4.4: CertificateRequest",
     "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.4"},
    {"nginx: ssl_verify_client",
     "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client"},
};

// A gateway may send hundreds of CA names; a person wants to recognise one.
constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kNamesKept = 50;

std::string reply(const ClientAuthFacts& auth) {
  if (auth.alert) return fmt::format(": alert {}", alert_text(*auth.alert));
  if (auth.http_status > 0) return fmt::format(": HTTP {}", auth.http_status);
  return {};
}

std::string because(const ClientAuthFacts& auth) {
  return auth.evidence.empty() ? std::string() : " (" + auth.evidence + ")";
}

Finding& tell(const TlsCase& seen, Finding& finding) {
  const ClientAuthFacts& auth = seen.seen.client_auth;
  std::vector<std::string> names = auth.ca_names;
  if (names.size() > kNamesKept) names.resize(kNamesKept);
  finding.with("ca_names", names)
      .with("ca_names_sent", static_cast<std::int64_t>(auth.ca_names.size()));
  if (auth.alert) finding.with("alert", alert_text(*auth.alert));
  if (auth.http_status > 0) finding.with("http_status", auth.http_status);
  if (!auth.evidence.empty()) finding.with("seen", auth.evidence);
  std::string issuers;
  if (!names.empty()) {
    for (std::string& each : names)
      each = text::printable(each, 120);
    issuers = ", issued by one of: " + listed(names, kNamesShown);
  }
  std::string how = auth.presented ? "present another certificate, with its intermediates"
                                   : "present a client certificate";
  return finding.fixed_by(
      how + issuers + ":" +
      paste(again(seen, {{"--client-cert", "client.pem"}, {"--client-key", "client.key"}})));
}

void run(const TlsCase& seen, Outcome& outcome) {
  const ClientAuthFacts& auth = seen.seen.client_auth;
  if (auth.mode == ClientAuth::none) return;
  if (auth.presented && auth.presented_result == State::refused)
    tell(seen, outcome.fail("refuses the client certificate that was presented{}", reply(auth)));
  else if (auth.mode == ClientAuth::unknown ||
           (auth.presented && auth.presented_result == State::unknown))
    outcome.undecided("{} asks for a client certificate, and it is not known whether {}{}; {}",
                      address_text(seen.seen),
                      auth.presented ? "the presented one was taken" : "it does without",
                      because(auth), kAskAgain);
  else if (auth.mode == ClientAuth::optional && !auth.presented)
    tell(seen, outcome.fail("asks for a client certificate; it is optional"))
        .at_level(Level::note)
        .fixed_by("nothing needs to change: the gateway serves clients without one too");
  else if (auth.mode == ClientAuth::required_at_http && !auth.presented)
    tell(seen, outcome.fail("requires a client certificate, and says so only in its HTTP answer{}",
                            reply(auth)));
  else if (auth.mode == ClientAuth::required_at_tls && !auth.presented)
    tell(seen, outcome.fail("requires a client certificate in the handshake{}", reply(auth)));
}

}  // namespace

constinit const Check<TlsCase> client_certificate{
    .rule = {.id = "tls/client-certificate",
             .level = Level::error,
             .title = "the gateway asks for a client certificate",
             .why = "With mutual TLS the gateway wants to know its merchant by a certificate. A "
                    "client without one, or with one that the gateway does not accept, is turned "
                    "away: in TLS 1.3 only after a handshake that looked good.",
             .fix = "present the certificate that the gateway issued:\n"
                    "  checkoutdiag tls probe TARGET --client-cert client.pem --client-key "
                    "client.key",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      const ClientAuthFacts& auth = seen.seen.client_auth;
      if (auth.mode == ClientAuth::unknown && !auth.requested && no_tls(seen).empty())
        return "no handshake got as far as a certificate request";
      return no_tls(seen);
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
