#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/net/endpoint.hpp"
#include "lib/x509/facts.hpp"

// What a TLS endpoint was seen to do, as plain values that a test can write down. Text from the
// peer is raw here; whoever prints it escapes it.
namespace checkoutdiag::tls {

enum class Version : std::uint16_t {
  ssl2 = 0x0002,
  ssl3 = 0x0300,
  tls10 = 0x0301,
  tls11 = 0x0302,
  tls12 = 0x0303,
  tls13 = 0x0304,
};

/// All versions that are asked for, oldest first.
inline constexpr Version kVersions[] = {Version::ssl2,  Version::ssl3,  Version::tls10,
                                        Version::tls11, Version::tls12, Version::tls13};

/// Three outcomes, never two: silence is `unknown`, not `refused`.
enum class State { accepted, refused, unknown };

struct Alert {
  int level = 2;  // 1 warning, 2 fatal
  int code = 0;   // AlertDescription (RFC 8446 6)
};

/// How a peer answered one hello.
enum class ReplyKind {
  server_hello,    // accepted: a ServerHello or HelloRetryRequest that answers the offer
  alert,           // a TLS alert; the code says whether it is a refusal
  closed,          // FIN before a complete answer
  reset,           // RST before a complete answer
  silence,         // connected, nothing (or an unfinished answer) until the deadline
  plain_http,      // starts "HTTP/": not TLS on this port, or a proxy's page
  other_protocol,  // SSH-, 220, +OK, …
  malformed,       // TLS by its first byte, but it cannot be parsed
  wrong_answer,  // a well-formed ServerHello that was not asked for (version or suite not offered)
  connect_refused,    // the port is closed
  connect_timeout,    // no answer to SYN: filtered or down
  connect_failed,     // unreachable, no route, …
  proxy_error,        // the proxy said no (407, 502, …): never the gateway's word
  proxy_unreachable,  // the proxy itself could not be reached
};

/// The evidence behind a state.
struct Answer {
  ReplyKind kind = ReplyKind::silence;
  std::optional<Alert> alert;
  std::string detail;  // first bytes as text, errno's sentence, the proxy's words; raw
};

enum class Preference { unknown, server, client };

struct VersionFacts {
  Version version = Version::tls12;
  State state = State::unknown;
  Answer answer;                      // to the first offer
  std::vector<std::uint32_t> suites;  // IANA ids in the server's order (SSLv2: 3-byte kinds)
  bool complete = false;              // the enumeration ended with a refusal of everything else
  std::string incomplete_because;     // evidence, when not
  Preference preference = Preference::unknown;  // whose order decides
};

/// Key-exchange groups (RFC 8446 4.2.7) in the server's order.
struct GroupFacts {
  State state = State::unknown;  // accepted: at least one group was negotiated
  Version asked_with = Version::tls13;
  std::vector<std::uint16_t> groups;
  bool complete = false;
  std::string incomplete_because;
  int dh_bits = 0;  // of the finite-field group used by DHE in TLS <= 1.2; 0: none seen
};

/// Signature algorithms of ServerKeyExchange (TLS 1.2), SignatureScheme ids.
struct SignatureFacts {
  bool asked = false;                  // there is a version whose handshake shows them in the clear
  std::vector<std::uint16_t> schemes;  // all that were seen; the server's order when complete
  bool complete = false;               // enumerated to a refusal (--signatures)
  std::string incomplete_because;
  State sha1 = State::unknown;  // an offer of SHA-1 schemes alone
};

/// One certificate chain as sent.
struct ChainFacts {
  std::vector<x509::Certificate> certificates;  // leaf first, in the order of sending
  std::vector<Version> seen_in;
  bool stapled = false;       // an OCSP response came with it
  bool staple_asked = false;  // we asked for one
  bool host_matches = false;  // a name of the leaf covers the asked name
  x509::Verification verification;
  x509::AiaProof aia;
};

enum class ClientAuth { unknown, none, optional, required_at_tls, required_at_http };

struct ClientAuthFacts {
  ClientAuth mode = ClientAuth::unknown;
  bool requested = false;                   // a CertificateRequest was seen
  std::vector<std::string> ca_names;        // of the CertificateRequest, RFC 4514, raw
  bool presented = false;                   // we sent a certificate (--client-cert)
  State presented_result = State::unknown;  // was it taken?
  std::optional<Alert> alert;  // what the server said to a missing or refused certificate
  int http_status = 0;         // of the answer after the handshake; 0: none
  std::string evidence;        // one line, raw
};

struct SniFacts {
  std::string sent;                      // empty: none (IP literal, --sni none)
  State without = State::unknown;        // is a hello without server_name accepted?
  std::optional<Answer> without_answer;  // nothing: it was not asked
  bool name_refused = false;             // alert 112 to the name itself
  std::optional<bool> same_leaf;         // without SNI the leaf is the same; nothing: not seen
  std::string default_subject;           // of the leaf without SNI, raw
};

struct FeatureFacts {
  std::optional<bool> secure_renegotiation;    // RFC 5746
  std::optional<bool> extended_master_secret;  // RFC 7627
  std::optional<bool> compression;             // the server chose DEFLATE (CRIME)
  std::optional<bool> fallback_scsv;           // RFC 7507 honoured
  std::vector<std::string> alpn;               // protocols that were selected, raw
  std::optional<bool> alpn_asked;
};

/// This machine's OpenSSL, as configured, against the endpoint: one real handshake.
struct LocalAttempt {
  bool ok = false;
  std::string version, suite, group;  // as OpenSSL names them
  unsigned long error = 0;            // packed OpenSSL error, first in the queue
  std::string error_text;             // "0A00014D legacy sigalg disallowed or unsupported"
  std::optional<Alert> received, sent;
  std::string state;      // handshake state when it failed: "reading ServerHello"
  std::string transport;  // when the connection itself failed; raw
};

/// A change to openssl.cnf, in its words: "SECLEVEL=0", "MinProtocol=TLSv1.2",
/// "MaxProtocol=TLSv1.3", "CipherString=DEFAULT", "Ciphersuites=DEFAULT", "Groups=DEFAULT",
/// "SignatureAlgorithms=DEFAULT", "UnsafeLegacyRenegotiation"; several joined with " + ".
struct LocalRepair {
  std::string change;
  bool ok = false;  // the handshake with this change succeeded: proven
};

struct LocalFacts {
  bool tried = false;
  std::string library;      // "OpenSSL 3.0.22 25 Aug 2026"
  std::string config_file;  // openssl.cnf in force
  int security_level = -1;
  std::string min_version, max_version;  // in force; empty: no bound
  LocalAttempt attempt;
  // What this security level objects to in the chain that came (X509_V_ERR_EE_KEY_TOO_SMALL and
  // kin): clients that verify fail on it, though the handshake itself succeeds.
  std::vector<x509::VerifyError> chain_objections;
  // Tried from the smallest to the largest until one worked; only after a failure.
  std::vector<LocalRepair> repairs;
};

/// One address of a target.
struct AddressFacts {
  net::Address address;  // port 0 and text "(via proxy)" when a proxy resolves
  bool via_proxy = false;
  std::string proxy;  // "http://proxy:3128 (https_proxy)": which one and who said so, no secrets
  State reachable = State::unknown;    // accepted: it speaks TLS; refused: it answers, but not TLS
  Answer first_answer;                 // the most telling answer of the first wave
  std::vector<VersionFacts> versions;  // one per kVersions, oldest first
  GroupFacts groups;
  SignatureFacts signatures;
  std::vector<ChainFacts> chains;  // one per distinct leaf
  ClientAuthFacts client_auth;
  SniFacts sni;
  FeatureFacts features;
  LocalFacts local;
  int connections = 0;  // opened in all
  int max_open = 0;     // open at the same moment
  bool backed_off = false;
  bool interrupted = false;  // the deadline or a signal ended the probe early
  double duration_ms = 0;
  double round_trip_ms = 0;  // the quickest exchange, connect included
};

/// One target of the command line.
struct TargetFacts {
  std::string written;  // as on the command line, raw
  net::Endpoint endpoint;
  std::string resolve_error;  // empty: it resolved
  std::vector<net::Address> resolved;
  std::vector<AddressFacts> addresses;  // those that were probed
  bool interrupted = false;             // of any address
};

}  // namespace checkoutdiag::tls
