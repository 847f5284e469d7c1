#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

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
  const std::optional<Alert> alert =
      sni.without_answer ? sni.without_answer->alert : std::optional<Alert>{};
  if (needs_a_name(seen)) {
    outcome
        .fail(
            "refuses every hello without a name{}, and none was sent: an address has none, and "
            "neither has --sni none",
            alert ? " (alert " + alert_text(*alert) + ")" : std::string())
        .at_level(Level::error)
        .fixed_by("ask by the gateway's name:" + paste(ask_by_name(seen)));
  } else if (sni.sent.empty()) {
    outcome.skipped_because = "no name was sent";
  } else if (sni.without == State::unknown) {
    outcome.skipped_because = "a hello without a name was not answered clearly";
  } else if (sni.without == State::refused) {
    Finding& finding = outcome.fail("answers only to a hello with a name");
    finding.with("name", sni.sent);
    if (alert) finding.with("alert", alert_text(*alert));
    finding.fixed_by("nothing needs to change where every client sends the name; to see it:" +
                     paste(nameless_s_client(seen)));
  }
}

}  // namespace

constinit const Check<TlsCase> sni_required{
    .rule = {.id = "tls/sni-required",
             .level = Level::note,
             .title = "the gateway does not answer without a name",
             .why = "A client that sends no server name (SNI), such as Java 6, an old load "
                    "balancer, or anything that connects by address, is turned away.",
             .fix = "nothing needs to change where every client sends the name; to see it:\n"
                    "  openssl s_client -connect HOST:443 -noservername </dev/null",
             .references = kReferences},
    .skip =
        [](const TlsCase& seen) {
          return needs_a_name(seen) ? std::string_view{} : no_answers(seen);
        },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
