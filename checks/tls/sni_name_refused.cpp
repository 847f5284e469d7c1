#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 6066 section 3: server name indication",
     "https://www.rfc-editor.org/rfc/rfc6066#section-3"},
    {"nginx: ssl_reject_handshake",
     "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_reject_handshake"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  const SniFacts& sni = seen.seen.sni;
  if (!sni.name_refused) return;
  if (sni.sent.empty()) {
    outcome.fail("refuses a hello without a name with alert unrecognized_name (112)")
        .with("alert", 112)
        .fixed_by("ask by the gateway's name:" + paste(ask_by_name(seen)));
    return;
  }
  Finding& finding =
      outcome.fail("refuses the name {} with alert unrecognized_name (112)", sni.sent);
  finding.with("name", sni.sent).with("alert", 112);
  if (sni.without == State::accepted)
    finding.fixed_by(fmt::format(
        "a hello without a name is answered with the certificate of {}; its names:{}",
        sni.default_subject.empty() ? "another host" : text::printable(sni.default_subject),
        paste(again(seen, {{"--sni", "none"}}))));
  else
    finding.fixed_by(
        "ask by the name that the gateway's documentation gives; another name for one run:" +
        paste(again(seen, {{"--sni", "NAME"}})));
}

}  // namespace

constinit const Check<TlsCase> sni_name_refused{
    .rule = {.id = "tls/sni-name-refused",
             .level = Level::error,
             .title = "the gateway does not know the name that is asked for",
             .why = "The gateway answers the name in the hello (SNI) with alert 112: it has no "
                    "certificate for it. Each client that asks by this name fails.",
             .fix = "ask by the name that the gateway's documentation gives; another name for one "
                    "run:\n"
                    "  checkoutdiag tls probe TARGET --sni NAME",
             .references = kReferences},
    .skip = &no_tls,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
