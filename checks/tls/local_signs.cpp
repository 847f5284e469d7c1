#include "checks/tls/local_signs.hpp"

#include <algorithm>

#include "checks/tls/local_causes.hpp"
#include "checks/tls/openssl_conf.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/suites.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr int kFirstAlert = 1000;  // an alert that was received is 1000 and its code

const LocalFacts& local(const TlsCase& seen) {
  return seen.seen.local;
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

bool is_tls13(const Suite& each) {
  return each.tls13;
}
bool is_older(const Suite& each) {
  return !each.tls13;
}

std::vector<std::string> suite_names(const TlsCase& seen, SuiteProperty property) {
  std::vector<std::string> names;
  for (const AcceptedSuite& each : accepted_suites(seen.seen, property))
    names.push_back(each.suite.name);
  return names;
}

// "the Groups setting of /etc/ssl/openssl.cnf leaves out every group that the gateway takes (A,
// B)".
std::string leaves_out(const TlsCase& seen, std::string_view setting, std::string_view what,
                       const std::vector<std::string>& names) {
  return fmt::format("the {} setting of {} leaves out every {}{}", setting, config_file(seen), what,
                     names.empty() ? std::string() : " (" + listed(names) + ")");
}

}  // namespace

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

bool refused_before_hello(const TlsCase& seen) {
  int alert = received(seen);
  return (alert == kHandshakeFailure || alert == kInsufficientSecurity) &&
         before_server_hello(seen);
}

bool proven_alone(const TlsCase& seen, std::string_view word) {
  const LocalRepair* repair = proven(local(seen));
  return repair && repair->change == word;
}

bool level_proven(const TlsCase& seen) {
  const LocalRepair* repair = proven(local(seen));
  return repair && repair->change.starts_with("SECLEVEL=") &&
         change_words(repair->change).size() == 1;
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
      "{} leaves no protocol version (MinProtocol {}, MaxProtocol {}), so no hello was sent",
      config_file(seen), local(seen).min_version.empty() ? "unset" : local(seen).min_version,
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

std::string say_groups(const TlsCase& seen) {
  std::vector<std::string> names;
  for (std::uint16_t id : seen.seen.groups.groups)
    names.push_back(group(id).name);
  return leaves_out(seen, "Groups", "group that the gateway takes", names);
}

std::string say_schemes(const TlsCase& seen) {
  std::vector<std::string> names;
  for (std::uint16_t id : seen.seen.signatures.schemes)
    names.push_back(signature_scheme_name(id));
  return leaves_out(seen, "SignatureAlgorithms", "algorithm that the gateway signs with", names);
}

std::string say_suites(const TlsCase& seen) {
  return leaves_out(seen, "CipherString", "suite that the gateway takes",
                    suite_names(seen, &is_older));
}

std::string say_tls13_suites(const TlsCase& seen) {
  return leaves_out(seen, "Ciphersuites", "suite of TLS 1.3 that the gateway takes",
                    suite_names(seen, &is_tls13));
}

namespace {

// "the gateway ends the handshake with alert handshake_failure (40) after our ClientHello".
std::string how_it_ended(const TlsCase& seen) {
  int alert = received(seen);
  const std::string& text = local(seen).attempt.error_text;
  return (alert >= 0     ? "the gateway ends the handshake with alert " + alert_text({2, alert})
          : text.empty() ? "it gives no reason"
                         : text) +
         in_state(seen);
}

}  // namespace

std::string say_level(const TlsCase& seen) {
  return fmt::format("{} forbids what the gateway needs: {}; with {} it connects", level_text(seen),
                     how_it_ended(seen), proven(local(seen))->change);
}

std::string say_proven(const TlsCase& seen) {
  std::vector<std::string> lines = openssl_conf_lines(proven(local(seen))->change);
  return fmt::format("{}; with {} it connects", how_it_ended(seen), listed(lines, lines.size()));
}

std::string say_no_common_suite(const TlsCase& seen) {
  return fmt::format("no cipher suite is common to both: the gateway accepts only {}",
                     listed(suite_names(seen, [](const Suite&) { return true; })));
}

std::string say_refused(const TlsCase& seen) {
  return fmt::format(
      "the gateway refuses this OpenSSL's hello (alert {}), though it accepts "
      "others{}",
      alert_text({2, received(seen)}),
      local(seen).repairs.empty()
          ? "; a group, a signature algorithm or a cipher list on this side may be "
            "the cause"
          : "; no setting of this side that was tried changes that");
}

std::string say_unexplained(const TlsCase& seen) {
  const std::string& text = local(seen).attempt.error_text;
  return fmt::format("{}{}; the cause is not one that is known here",
                     text.empty() ? "it gives no reason" : text, in_state(seen));
}

}  // namespace checkoutdiag::tls
