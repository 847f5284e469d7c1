#pragma once
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/time.hpp"
#include "lib/x509/decode.hpp"

// A certificate as a vertex of the graph in which paths are looked for: what the runtimes' rules
// ask of it. Private to lib/trust.
namespace checkoutdiag::trust::paths {

/// A name of a subjectAltName, or the base of a constraint (RFC 5280 4.2.1.6, 4.2.1.10).
struct Name {
  enum class Kind { dns, email, uri, address, directory, other };
  Kind kind = Kind::other;
  std::string text;  // bytes; an address of a constraint has its mask behind it; a directory: DER
};

struct Constraints {
  std::vector<Name> permitted, excluded;
};

/// Purposes that an extendedKeyUsage lists.
struct Purposes {
  bool listed = false;     // there is an extendedKeyUsage
  bool server = false;     // serverAuth
  bool any = false;        // anyExtendedKeyUsage
  bool netscape = false;   // Netscape's server-gated cryptography
  bool microsoft = false;  // Microsoft's
  bool verisign = false;   // VeriSign's
  std::size_t count = 0;
};

struct Node {
  x509::Cert certificate;
  std::string sha256;           // hex
  std::string subject, issuer;  // DER, as encoded
  std::string subject_text;     // RFC 4514, raw
  Time not_before{}, not_after{};
  int version = 3;
  bool basic_constraints = false, ca = false;
  std::optional<int> path_length;
  std::optional<std::uint32_t> key_usage;  // OpenSSL's KU_ bits
  std::optional<bool> netscape_server;     // Netscape's certificate type, where there is one
  Purposes purposes;
  std::optional<std::string> subject_key_id, authority_key_id;
  std::optional<std::string> authority_serial, serial;  // of the authority key identifier; its own
  std::string key;                                      // DER of the public key info
  std::string key_type;   // "RSA", "EC", …; empty: unknown to OpenSSL
  std::string key_group;  // of EC: OpenSSL's short name, "prime256v1"
  int key_bits = 0;
  int exponent_bits = 0;         // RSA
  double price = 0;              // rough microseconds of one verification with its key
  int signature_algorithm = 0;   // NID
  std::string signature_digest;  // "SHA256"; empty where the scheme has none of its own
  std::optional<std::string> alternative_names;                  // the extension's bytes
  std::vector<Name> names;                                       // what they hold
  std::vector<std::string> common_names, emails, organisations;  // of the subject, UTF-8
  std::optional<Constraints> constraints;
  bool constraints_unreadable = false;
  std::vector<std::string> critical;  // dotted OIDs of the extensions marked critical
  std::vector<long> features;         // RFC 7633

  bool self_issued() const;  // by OpenSSL's comparison of names
  bool may_sign() const;     // keyUsage is absent or has keyCertSign
};

/// Null when it is not one DER certificate with dates that exist.
std::unique_ptr<Node> read_node(std::string_view der, std::string sha256);

/// Names compared as OpenSSL (and Java) do: letter case and runs of blanks do not matter.
bool issued_by_name(const Node& child, const Node& issuer);
bool same_subject(const Node& one, const Node& other);

}  // namespace checkoutdiag::trust::paths
