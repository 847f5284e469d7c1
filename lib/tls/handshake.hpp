#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/net/wire.hpp"
#include "lib/tls/facts.hpp"

// Real handshakes by OpenSSL over a Wire: as this machine is configured, or as an observer that
// takes whatever the server offers so that it can be judged afterwards.
namespace checkoutdiag::tls {

/// A client certificate as files; the password opens the key.
struct ClientIdentity {
  std::string certificate_file, key_file, password;
};

/// One change to this machine's configuration, in the words of openssl.cnf. What is empty stays.
struct ConfigChange {
  std::string name;  // "SECLEVEL=0"
  std::optional<int> security_level;
  std::optional<Version> minimum;
  bool no_maximum = false, legacy_renegotiation = false;
  std::string ciphers, ciphersuites, groups, signature_algorithms;  // OpenSSL's lists
};

/// Single changes and sums of them, from the smallest to the largest, for a configuration of this
/// security level. `best` is the newest version that the gateway speaks.
std::vector<std::vector<ConfigChange>> repairs(Version best, int level);

struct HandshakePlan {
  bool observer = false;  // else: this machine's configuration plus `changes`
  std::vector<ConfigChange> changes;
  std::string server_name;
  std::vector<std::string> alpn;
  std::string signature_algorithms;  // OpenSSL's list; empty: its default
  bool only_tls13 = false;
  std::optional<ClientIdentity> identity;
  std::string http_host;  // not empty: GET / after the handshake, to hear what the server says
};

struct HandshakeResult {
  LocalAttempt attempt;
  Version version = Version::tls12;
  std::vector<std::string> chain;  // DER, as sent
  bool staple_asked = false, stapled = false;
  bool certificate_requested = false;
  std::vector<std::string> ca_names;  // RFC 4514, raw
  std::string alpn;
  int http_status = 0;
  std::string http_body;  // the beginning, raw
  net::End end = net::End::finished;
  bool after_handshake = false;  // the alert came after the handshake had succeeded
};

class HandshakeConversation final : public net::Conversation {
 public:
  explicit HandshakeConversation(const HandshakePlan& plan);
  ~HandshakeConversation() override;
  void start(std::string& out) override;
  bool receive(std::string_view in, std::string& out) override;
  std::string farewell() override;
  const HandshakePlan& plan() const;
  HandshakeResult finish(const net::Closing& closing);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What this machine's OpenSSL is and how it is configured.
LocalFacts local_configuration();

/// Reads certificate and key once, so that a wrong file is told before anything is probed.
/// Throws Failure(input).
void check_identity(const ClientIdentity& identity);

/// The subject of the certificate's issuer in a client identity, RFC 4514, raw.
std::string identity_issuer(const ClientIdentity& identity);

}  // namespace checkoutdiag::tls
