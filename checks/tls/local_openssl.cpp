#include <algorithm>

#include "checks/tls/chain_level.hpp"
#include "checks/tls/chains.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/local_causes.hpp"
#include "checks/tls/openssl_conf.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"OpenSSL: config(5), SSL configuration", "https://docs.openssl.org/3.0/man5/config/"},
    {"OpenSSL: SSL_CTX_set_security_level(3)",
     "https://docs.openssl.org/3.0/man3/SSL_CTX_get_security_level/"},
    {"RFC 8446 section 6: alert protocol", "https://www.rfc-editor.org/rfc/rfc8446#section-6"},
};

std::string repair_text(const TlsCase& seen, const LocalCause& cause) {
  const LocalFacts& local = seen.seen.local;
  std::string gateway = cause.on_gateway ? cause.on_gateway(seen) : std::string();
  if (!gateway.empty()) gateway = "on the gateway: " + gateway + "\n";
  if (const LocalRepair* repair = proven(local))
    return gateway + "on your side, proven here: " +
           change_openssl_conf(seen, repair->change, s_client(seen, "-brief"));
  std::string tried =
      local.repairs.empty()
          ? "no change on this side was tried"
          : fmt::format("none of the {} changes that were tried on this side repairs it",
                        local.repairs.size());
  return gateway + tried + "; what OpenSSL says:" + paste(s_client(seen, "-msg"));
}

// With its direction: whose alert it was decides whose fault it is.
void with_alerts(const LocalAttempt& attempt, Finding& finding) {
  if (attempt.received) finding.with("alert_received", alert_text(*attempt.received));
  if (attempt.sent) finding.with("alert_sent", alert_text(*attempt.sent));
  if (!attempt.state.empty()) finding.with("state", attempt.state);
}

void with_configuration(const LocalFacts& local, Finding& finding) {
  finding.with("library", local.library).with("config_file", local.config_file);
  if (local.security_level >= 0) finding.with("security_level", local.security_level);
  finding.with("min_version", local.min_version).with("max_version", local.max_version);
  std::vector<std::string> repairs;
  for (const LocalRepair& repair : local.repairs)
    repairs.push_back(repair.change + (repair.ok ? ": connects" : ": fails"));
  finding.with("repairs", repairs);
}

// "EE certificate key too weak", each once.
std::vector<std::string> objections(const LocalFacts& local) {
  std::vector<std::string> texts;
  for (const x509::VerifyError& error : local.chain_objections)
    if (std::find(texts.begin(), texts.end(), error.text) == texts.end())
      texts.push_back(error.text);
  return texts;
}

// The handshake itself checks no chain: it succeeds, and then every client that verifies fails.
void tell_objections(const TlsCase& seen, Outcome& outcome) {
  const LocalFacts& local = seen.seen.local;
  const std::string level = fmt::format("SECLEVEL={}", level_for_chains(seen));
  Finding& finding = outcome.fail(
      "this machine's OpenSSL completes the handshake, but clients that verify refuse the "
      "certificate: {} (SECLEVEL={})",
      listed(objections(local)), local.security_level);
  finding.with("cause", "chain-too-weak").with("objections", objections(local));
  with_configuration(local, finding);
  finding.fixed_by(
      "on the gateway: install a chain with stronger keys and signatures\n"
      "on your side: " +
      change_openssl_conf(seen, level, seen.repeat));
}

void run(const TlsCase& seen, Outcome& outcome) {
  const LocalAttempt& attempt = seen.seen.local.attempt;
  if (attempt.ok) {
    if (!seen.seen.local.chain_objections.empty()) tell_objections(seen, outcome);
    return;
  }
  if (!attempt.transport.empty()) {
    outcome.undecided("this machine's OpenSSL did not get to a handshake: {}; {}",
                      attempt.transport, kAskAgain);
    return;
  }
  const LocalCause& cause = explain(seen);
  Finding& finding = outcome.fail("this machine's OpenSSL cannot connect: {}", cause.says(seen));
  finding.with("cause", cause.key).with("openssl_error", attempt.error_text);
  with_alerts(attempt, finding);
  with_configuration(seen.seen.local, finding);
  finding.fixed_by(repair_text(seen, cause));
}

}  // namespace

constinit const Check<TlsCase> local_openssl{
    .rule = {.id = "tls/local-openssl",
             .level = Level::error,
             .title = "this machine's OpenSSL cannot connect to the gateway",
             .why = "The gateway speaks TLS, and this machine's OpenSSL, with the configuration in "
                    "force, does not come to terms with it. Programs that use this OpenSSL with "
                    "this configuration fail; it need not be true of one that sets versions, "
                    "suites or levels itself, as curl does with some of them.",
             .fix = "compare what the gateway accepts with openssl.cnf, which is in the directory "
                    "that the first line prints unless `OPENSSL_CONF` names another:\n"
                    "  openssl version -d\n"
                    "  openssl s_client -connect HOST:443 -servername HOST -msg </dev/null",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      std::string_view reason = no_answers(seen);
      if (!reason.empty()) return reason;
      if (!seen.seen.local.tried) return "no handshake was tried with this machine's OpenSSL";
      if (!seen.seen.local.attempt.ok && wants_client_certificate(seen))
        return "the gateway wants a client certificate: see tls/client-certificate";
      return {};
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
