#include "checks/tls/local_causes.hpp"

#include <algorithm>

#include "checks/tls/scope.hpp"
#include "checks/tls/suites.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls {
namespace {

// SSL_R_* of openssl/sslerr.h, which rules do not include: the numbers are part of OpenSSL's ABI.
// An alert that was received is 1000 and its code.
constexpr int kNoCiphers = 181, kNoProtocols = 191, kUnsupportedProtocol = 258, kWrongVersion = 267,
              kUnexpectedEof = 294, kLegacySigalg = 333, kUnsafeRenegotiation = 338,
              kWrongSignature = 370, kDhTooSmall = 394, kCaKeyTooSmall = 397, kCaDigestWeak = 398,
              kLeafKeyTooSmall = 399, kFirstAlert = 1000;

constexpr int kHandshakeFailure = 40, kIllegalParameter = 47, kDecodeError = 50,
              kProtocolVersion = 70, kInsufficientSecurity = 71, kInternalError = 80,
              kUnrecognizedName = 112;

const LocalFacts& local(const TlsCase& seen) {
  return seen.seen.local;
}

// OpenSSL 3 packs library (8 bits) and reason (23 bits); 20 is its TLS library.
int reason(const TlsCase& seen) {
  unsigned long error = local(seen).attempt.error;
  return (error >> 23 & 0xFF) == 20 ? static_cast<int>(error & 0x7FFFFF) : 0;
}

int received(const TlsCase& seen) {
  if (local(seen).attempt.received) return local(seen).attempt.received->code;
  int number = reason(seen);
  return number >= kFirstAlert && number < kFirstAlert + 256 ? number - kFirstAlert : -1;
}

bool before_server_hello(const TlsCase& seen) {
  std::string state = local(seen).attempt.state;
  std::transform(state.begin(), state.end(), state.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  std::erase(state, ' ');
  // "after our ClientHello", or OpenSSL's own "SSLv3/TLS read server hello".
  return state.empty() || state.find("clienthello") != std::string::npos ||
         state.find("readserverhello") != std::string::npos ||
         state.find("readingserverhello") != std::string::npos;
}

std::optional<Version> bound(std::string_view text) {
  std::string digits(text.substr(text.starts_with("TLSv") || text.starts_with("TLS ") ? 4 : 0));
  if (digits == "SSLv3") return Version::ssl3;
  if (digits == "1" || digits == "1.0") return Version::tls10;
  if (digits == "1.1") return Version::tls11;
  if (digits == "1.2") return Version::tls12;
  if (digits == "1.3") return Version::tls13;
  return {};
}

std::string accepted_text(const TlsCase& seen) {
  std::vector<Version> accepted = versions_in(seen.seen, State::accepted);
  if (accepted.empty()) return "the gateway was not seen to accept any version";
  bool whole = versions_in(seen.seen, State::unknown).empty();
  return fmt::format("the gateway accepts {}{}", whole ? "only " : "", versions_text(accepted));
}

std::string level_text(const TlsCase& seen) {
  int level = local(seen).security_level;
  return level < 0 ? "the security level in force" : fmt::format("security level {}", level);
}

std::string in_state(const TlsCase& seen) {
  const std::string& state = local(seen).attempt.state;
  return state.empty() ? std::string() : " " + state;
}

std::string say_no_protocols(const TlsCase& seen) {
  return fmt::format(
      "its own configuration leaves no protocol version (MinProtocol {}, MaxProtocol {}), so no "
      "hello "
      "was sent",
      local(seen).min_version.empty() ? "unset" : local(seen).min_version,
      local(seen).max_version.empty() ? "unset" : local(seen).max_version);
}

std::string say_legacy_signature(const TlsCase& seen) {
  std::vector<Version> accepted = versions_in(seen.seen, State::accepted);
  if (!accepted.empty() && accepted.back() < Version::tls12)
    return fmt::format("{}, whose key exchange is signed with SHA-1 or MD5, and {} forbids that",
                       accepted_text(seen), level_text(seen));
  return fmt::format("the gateway signs its key exchange with an algorithm that {} forbids",
                     level_text(seen));
}

std::string say_versions(const TlsCase& seen) {
  std::vector<Version> accepted = versions_in(seen.seen, State::accepted);
  std::optional<Version> least = bound(local(seen).min_version),
                         most = bound(local(seen).max_version);
  if (!accepted.empty() && most && *most < accepted.front())
    return fmt::format("{}, and this OpenSSL goes up to {} (MaxProtocol)", accepted_text(seen),
                       name(*most));
  if (!accepted.empty() && least && *least > accepted.back())
    return fmt::format("{}, and this OpenSSL asks for at least {} (MinProtocol)",
                       accepted_text(seen), name(*least));
  return fmt::format("no protocol version is common to both; {}", accepted_text(seen));
}

// What a default OpenSSL 3 offers, roughly: enough to tell that nothing at all is shared.
bool offered_by_default(const Suite& each) {
  bool cipher = each.cipher.starts_with("AES_") || each.cipher.starts_with("CHACHA20");
  bool authenticated = each.authentication == Authentication::rsa ||
                       each.authentication == Authentication::ecdsa || each.tls13;
  return cipher && authenticated && !each.exportable && !each.null_encryption;
}

bool refused_before_hello(const TlsCase& seen) {
  int alert = received(seen);
  return (alert == kHandshakeFailure || alert == kInsufficientSecurity) &&
         before_server_hello(seen);
}

std::string say_no_common_suite(const TlsCase& seen) {
  std::vector<std::string> names;
  for (const AcceptedSuite& each : accepted_suites(seen.seen, [](const Suite&) { return true; }))
    names.push_back(each.suite.name);
  return fmt::format("no cipher suite is common to both: the gateway accepts only {}",
                     listed(names));
}

std::string say_refused(const TlsCase& seen) {
  return fmt::format(
      "the gateway refuses this OpenSSL's hello (alert {}), though it accepts others; a group, a "
      "signature algorithm or a cipher list on this side may be the cause",
      alert_text({2, received(seen)}));
}

std::string say_alert(const TlsCase& seen) {
  return fmt::format("the gateway ended the handshake with alert {}{}",
                     alert_text({2, received(seen)}), in_state(seen));
}

std::string say_unexplained(const TlsCase& seen) {
  const std::string& text = local(seen).attempt.error_text;
  return fmt::format("{}{}; the cause is not one that is known here",
                     text.empty() ? "it gives no reason" : text, in_state(seen));
}

constexpr std::string_view kNewerVersion =
    "accept TLS 1.2 or 1.3, for nginx: ssl_protocols TLSv1.2 TLSv1.3;";

constexpr LocalCause kCauses[] = {
    {"no-protocols", [](const TlsCase& c) { return reason(c) == kNoProtocols; }, &say_no_protocols,
     ""},
    {"no-ciphers", [](const TlsCase& c) { return reason(c) == kNoCiphers; },
     [](const TlsCase&) -> std::string {
       return "its own configuration leaves no cipher suite (CipherString), so no hello was sent";
     },
     ""},
    {"legacy-signature", [](const TlsCase& c) { return reason(c) == kLegacySigalg; },
     &say_legacy_signature, kNewerVersion},
    {"version-refused-here", [](const TlsCase& c) { return reason(c) == kUnsupportedProtocol; },
     &say_versions, kNewerVersion},
    {"version-refused-there", [](const TlsCase& c) { return received(c) == kProtocolVersion; },
     &say_versions, kNewerVersion},
    {"name-unknown", [](const TlsCase& c) { return received(c) == kUnrecognizedName; },
     [](const TlsCase&) -> std::string {
       return "the gateway does not know the name that was sent, or none was (alert "
              "unrecognized_name (112))";
     },
     "add the name to the server's names and to its certificate, for nginx: server_name HOST;"},
    {"unsafe-renegotiation", [](const TlsCase& c) { return reason(c) == kUnsafeRenegotiation; },
     [](const TlsCase&) -> std::string {
       return "the gateway does not support secure renegotiation (RFC 5746), and OpenSSL 3 insists "
              "on it";
     },
     "update the TLS library to one that knows RFC 5746 (2010)"},
    {"dh-too-small", [](const TlsCase& c) { return reason(c) == kDhTooSmall; },
     [](const TlsCase& c) {
       int bits = c.seen.groups.dh_bits;
       return fmt::format("the gateway's Diffie-Hellman group{} is too small for {}",
                          bits > 0 ? fmt::format(" of {} bits", bits) : std::string(),
                          level_text(c));
     },
     "leave DHE suites out, or use a group of 2048 bits: openssl dhparam -out dhparam.pem 2048"},
    {"key-too-small",
     [](const TlsCase& c) { return reason(c) == kLeafKeyTooSmall || reason(c) == kCaKeyTooSmall; },
     [](const TlsCase& c) {
       return fmt::format("a key in the certificate chain is too short for {}", level_text(c));
     },
     "have the certificate issued for RSA 2048 or P-256"},
    {"digest-too-weak", [](const TlsCase& c) { return reason(c) == kCaDigestWeak; },
     [](const TlsCase& c) {
       return fmt::format("a certificate in the chain is signed with a digest that {} forbids",
                          level_text(c));
     },
     "install a chain that is signed with SHA-256"},
    {"signature-not-offered", [](const TlsCase& c) { return reason(c) == kWrongSignature; },
     [](const TlsCase&) -> std::string {
       return "the gateway signs with an algorithm that this OpenSSL did not offer";
     },
     "sign with an algorithm that the client offers: update the TLS library"},
    {"not-tls", [](const TlsCase& c) { return reason(c) == kWrongVersion; },
     [](const TlsCase&) -> std::string {
       return "what answered this handshake was not TLS (wrong version number), though other "
              "hellos "
              "were answered: something in between, or a port that serves two protocols";
     },
     "look at what sits in front of the port"},
    {"no-common-suite",
     [](const TlsCase& c) {
       return refused_before_hello(c) && enumerated(c.seen) &&
              !versions_in(c.seen, State::accepted).empty() &&
              accepted_suites(c.seen, &offered_by_default).empty();
     },
     &say_no_common_suite,
     "accept current suites, for nginx: ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;"},
    {"hello-refused", &refused_before_hello, &say_refused,
     "compare its lists of suites, groups and signature algorithms with the client's"},
    {"hello-not-understood",
     [](const TlsCase& c) {
       int alert = received(c);
       return (alert == kIllegalParameter || alert == kDecodeError) && before_server_hello(c);
     },
     [](const TlsCase& c) {
       return fmt::format(
           "the gateway does not understand this OpenSSL's hello (alert {}), though it "
           "answers plainer ones",
           alert_text({2, received(c)}));
     },
     "update the TLS library, or what sits in front of it: a hello may carry extensions that it "
     "does "
     "not know"},
    {"gateway-fault", [](const TlsCase& c) { return received(c) == kInternalError; },
     [](const TlsCase& c) {
       return fmt::format("the gateway reports a fault of its own (alert internal_error (80){})",
                          in_state(c));
     },
     "look into its log: a missing certificate or key for this name is the usual cause"},
    {"closed",
     [](const TlsCase& c) { return reason(c) == kUnexpectedEof && before_server_hello(c); },
     [](const TlsCase&) -> std::string {
       return "the connection was closed in answer to its hello, though other hellos are answered: "
              "a "
              "firewall that dislikes the hello, or a gateway that does";
     },
     "look at what sits in front of the port: old firewalls drop hellos that are large or new"},
    {"alert", [](const TlsCase& c) { return received(c) >= 0; }, &say_alert,
     "its log says why, at the time of this probe"},
    {"unexplained", [](const TlsCase&) { return true; }, &say_unexplained, ""},
};

}  // namespace

std::span<const LocalCause> local_causes() {
  return kCauses;
}

const LocalCause& explain(const TlsCase& seen) {
  return *std::find_if(std::begin(kCauses), std::end(kCauses) - 1,
                       [&](const LocalCause& cause) { return cause.applies(seen); });
}

bool wants_client_certificate(const TlsCase& seen) {
  // The gateway's objection to our empty or refused Certificate, by whichever number (GnuTLS says
  // 49 and 50 where OpenSSL says 40 and 48). Before its hello the same numbers mean something else.
  constexpr int kObjections[] = {40, 41, 42, 43, 44, 45, 46, 48, 49, 50, 116};
  if (seen.seen.client_auth.mode != ClientAuth::required_at_tls) return false;
  int alert = received(seen);
  bool objection =
      std::find(std::begin(kObjections), std::end(kObjections), alert) != std::end(kObjections);
  return objection && (local(seen).attempt.state.empty() || !before_server_hello(seen));
}

}  // namespace checkoutdiag::tls
