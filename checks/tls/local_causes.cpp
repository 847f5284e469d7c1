#include "checks/tls/local_causes.hpp"

#include <algorithm>

#include "checks/tls/commands.hpp"
#include "checks/tls/local_signs.hpp"
#include "checks/tls/openssl_conf.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/suites.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls {
namespace {

// What a default OpenSSL 3 offers, roughly: enough to tell that nothing at all is shared.
bool offered_by_default(const Suite& each) {
  bool cipher = each.cipher.starts_with("AES_") || each.cipher.starts_with("CHACHA20");
  bool authenticated = each.authentication == Authentication::rsa ||
                       each.authentication == Authentication::ecdsa || each.tls13;
  return cipher && authenticated && !each.exportable && !each.null_encryption;
}

bool no_common_suite(const TlsCase& seen) {
  return refused_before_hello(seen) && enumerated(seen.seen) &&
         !versions_in(seen.seen, State::accepted).empty() &&
         accepted_suites(seen.seen, &offered_by_default).empty();
}

// Nothing is asked of a gateway that speaks current versions already.
std::string newer_version(const TlsCase& seen) {
  std::vector<Version> accepted = versions_in(seen.seen, State::accepted);
  if (!accepted.empty() && accepted.back() >= Version::tls12) return {};
  return "accept TLS 1.2 or 1.3, for nginx:" + paste("ssl_protocols TLSv1.2 TLSv1.3;");
}

std::string newer_signature(const TlsCase& seen) {
  std::string version = newer_version(seen);
  if (!version.empty()) return version;
  return "sign with SHA-256 or better, for nginx:" +
         paste("ssl_conf_command SignatureAlgorithms ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256;");
}

constexpr LocalCause kCauses[] = {
    {"no-protocols", [](const TlsCase& c) { return reason(c) == kNoProtocols; }, &say_no_protocols},
    {"no-ciphers", [](const TlsCase& c) { return reason(c) == kNoCiphers; },
     [](const TlsCase& c) {
       return fmt::format("the CipherString setting of {} leaves no suite, so no hello was sent",
                          config_file(c));
     }},
    {"groups-setting", [](const TlsCase& c) { return proven_alone(c, "Groups=DEFAULT"); },
     &say_groups},
    {"signature-setting",
     [](const TlsCase& c) { return proven_alone(c, "SignatureAlgorithms=DEFAULT"); }, &say_schemes},
    {"cipher-setting", [](const TlsCase& c) { return proven_alone(c, "CipherString=DEFAULT"); },
     &say_suites},
    {"tls13-cipher-setting",
     [](const TlsCase& c) { return proven_alone(c, "Ciphersuites=DEFAULT"); }, &say_tls13_suites},
    {"legacy-signature", [](const TlsCase& c) { return reason(c) == kLegacySigalg; },
     &say_legacy_signature, &newer_signature},
    {"version-refused-here", [](const TlsCase& c) { return reason(c) == kUnsupportedProtocol; },
     &say_versions, &newer_version},
    {"version-refused-there", [](const TlsCase& c) { return received(c) == kProtocolVersion; },
     &say_versions, &newer_version},
    {"name-unknown", [](const TlsCase& c) { return received(c) == kUnrecognizedName; },
     [](const TlsCase&) -> std::string {
       return "the gateway does not know the name that was sent, or none was (alert "
              "unrecognized_name (112))";
     },
     [](const TlsCase& c) {
       return "add the name to the server's names and to its certificate, for nginx:" +
              paste("server_name " + shell_word(asked_name(c)) + ";");
     }},
    {"unsafe-renegotiation", [](const TlsCase& c) { return reason(c) == kUnsafeRenegotiation; },
     [](const TlsCase&) -> std::string {
       return "the gateway does not support secure renegotiation (RFC 5746), and OpenSSL 3 insists "
              "on it";
     },
     [](const TlsCase&) -> std::string {
       return "update the TLS library to one that knows RFC 5746 (2010)";
     }},
    {"dh-too-small", [](const TlsCase& c) { return reason(c) == kDhTooSmall; },
     [](const TlsCase& c) {
       int bits = c.seen.groups.dh_bits;
       return fmt::format("the gateway's Diffie-Hellman group{} is too small for {}",
                          bits > 0 ? fmt::format(" of {} bits", bits) : std::string(),
                          level_text(c));
     },
     [](const TlsCase&) {
       return "leave DHE suites out, for nginx:" +
              paste("ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;") +
              "\nor use a group of 2048 bits:" + paste("openssl dhparam -out dhparam.pem 2048");
     }},
    {"key-too-small",
     [](const TlsCase& c) { return reason(c) == kLeafKeyTooSmall || reason(c) == kCaKeyTooSmall; },
     [](const TlsCase& c) {
       return fmt::format("a key in the certificate chain is too short for {}", level_text(c));
     },
     [](const TlsCase&) -> std::string {
       return "have the certificate issued for RSA 2048 or P-256";
     }},
    {"digest-too-weak", [](const TlsCase& c) { return reason(c) == kCaDigestWeak; },
     [](const TlsCase& c) {
       return fmt::format("a certificate in the chain is signed with a digest that {} forbids",
                          level_text(c));
     },
     [](const TlsCase&) -> std::string { return "install a chain that is signed with SHA-256"; }},
    {"signature-not-offered", [](const TlsCase& c) { return reason(c) == kWrongSignature; },
     [](const TlsCase&) -> std::string {
       return "the gateway signs with an algorithm that this OpenSSL did not offer";
     },
     [](const TlsCase&) -> std::string {
       return "sign with an algorithm that the client offers: update the TLS library";
     }},
    {"not-tls", [](const TlsCase& c) { return reason(c) == kWrongVersion; },
     [](const TlsCase&) -> std::string {
       return "what answered this handshake was not TLS (wrong version number), though other "
              "hellos were answered: something in between, or a port that serves two protocols";
     },
     [](const TlsCase&) -> std::string { return "look at what sits in front of the port"; }},
    {"no-common-suite", &no_common_suite, &say_no_common_suite,
     [](const TlsCase&) {
       return "accept current suites, for nginx:" +
              paste("ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;");
     }},
    {"level-setting", &level_proven, &say_level},
    {"setting", [](const TlsCase& c) { return proven(c.seen.local) != nullptr; }, &say_proven},
    {"hello-refused", &refused_before_hello, &say_refused,
     [](const TlsCase&) -> std::string {
       return "compare its lists of suites, groups and signature algorithms with the client's";
     }},
    {"hello-not-understood",
     [](const TlsCase& c) {
       int alert = received(c);
       return (alert == kIllegalParameter || alert == kDecodeError) && before_server_hello(c);
     },
     [](const TlsCase& c) {
       return fmt::format(
           "the gateway does not understand this OpenSSL's hello (alert {}), though it answers "
           "plainer ones",
           alert_text({2, received(c)}));
     },
     [](const TlsCase&) -> std::string {
       return "update the TLS library, or what sits in front of it: a hello may carry extensions "
              "that it does not know";
     }},
    {"gateway-fault", [](const TlsCase& c) { return received(c) == kInternalError; },
     [](const TlsCase& c) {
       return fmt::format("the gateway reports a fault of its own (alert internal_error (80){})",
                          in_state(c));
     },
     [](const TlsCase&) -> std::string {
       return "look into its log: a missing certificate or key for this name is the usual cause";
     }},
    {"closed",
     [](const TlsCase& c) { return reason(c) == kUnexpectedEof && before_server_hello(c); },
     [](const TlsCase&) -> std::string {
       return "the connection was closed in answer to its hello, though other hellos are answered: "
              "a firewall that dislikes the hello, or a gateway that does";
     },
     [](const TlsCase&) -> std::string {
       return "look at what sits in front of the port: old firewalls drop hellos that are large or "
              "new";
     }},
    {"alert", [](const TlsCase& c) { return received(c) >= 0; },
     [](const TlsCase& c) {
       return fmt::format("the gateway ended the handshake with alert {}{}",
                          alert_text({2, received(c)}), in_state(c));
     },
     [](const TlsCase&) -> std::string { return "its log says why, at the time of this probe"; }},
    {"unexplained", [](const TlsCase&) { return true; }, &say_unexplained},
};

}  // namespace

std::span<const LocalCause> local_causes() {
  return kCauses;
}

const LocalCause& explain(const TlsCase& seen) {
  return *std::find_if(std::begin(kCauses), std::end(kCauses) - 1,
                       [&](const LocalCause& cause) { return cause.applies(seen); });
}

const LocalRepair* proven(const LocalFacts& local) {
  auto found = std::find_if(local.repairs.begin(), local.repairs.end(),
                            [](const LocalRepair& repair) { return repair.ok; });
  return found == local.repairs.end() ? nullptr : &*found;
}

bool wants_client_certificate(const TlsCase& seen) {
  // The gateway's objection to our empty or refused Certificate, by whichever number (GnuTLS says
  // 49 and 50 where OpenSSL says 40 and 48). Before its hello the same numbers mean something else.
  constexpr int kObjections[] = {40, 41, 42, 43, 44, 45, 46, 48, 49, 50, 116};
  if (seen.seen.client_auth.mode != ClientAuth::required_at_tls) return false;
  int alert = received(seen);
  bool objection =
      std::find(std::begin(kObjections), std::end(kObjections), alert) != std::end(kObjections);
  return objection && (seen.seen.local.attempt.state.empty() || !before_server_hello(seen));
}

}  // namespace checkoutdiag::tls
