#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/text/time.hpp"

// What certificates say and what a path builder made of them, as plain values (RFC 5280).
namespace checkoutdiag::x509 {

struct Certificate {
  std::string der;              // the bytes themselves
  std::string subject, issuer;  // RFC 4514 one-line form, raw UTF-8: escape before printing
  std::string common_name;      // of the subject; may be empty
  std::string serial;           // hex
  Time not_before{}, not_after{};
  std::string key_algorithm;  // "RSA", "EC", "Ed25519", "Ed448", "DSA", or OpenSSL's name
  int key_bits = 0;
  std::string key_group;                             // "P-256" for EC keys
  std::string signature_algorithm;                   // "sha256WithRSAEncryption"
  std::string signature_digest;                      // "SHA256"; empty for EdDSA
  std::vector<std::string> dns_names, ip_addresses;  // subjectAltName
  int version = 3;                                   // X.509 version: 1, 2, 3
  bool is_ca = false;              // basicConstraints CA, or an X.509 v1 self-signed certificate
  bool basic_constraints = false;  // the extension is there
  std::optional<int> path_length;  // of basicConstraints
  std::optional<bool> may_sign;    // keyUsage has keyCertSign; nothing: no keyUsage
  bool for_servers = true;         // extendedKeyUsage is absent, or has serverAuth or any
  bool name_constrained = false;   // RFC 5280 4.2.1.10
  std::uint32_t subject_hash = 0;  // the name in an OpenSSL CApath: 5ad8a5d6
  std::uint32_t old_hash = 0;      // the same before OpenSSL 1.0.0 (MD5)
  bool self_issued = false;        // subject == issuer
  bool self_signed = false;        // and its own key verifies its signature
  bool must_staple = false;        // RFC 7633 TLS feature status_request
  int sct_count = 0;               // embedded signed certificate timestamps (RFC 6962)
  std::vector<std::string> ca_issuers_urls, ocsp_urls;  // authority information access
  std::string sha256;                                   // hex of the SHA-256 of the certificate
  std::string spki_sha256;                              // hex of the SHA-256 of the public key info
  std::string malformed;  // why it could not be read; then only der and sha256 are filled
};

/// One objection of X509_verify_cert.
struct VerifyError {
  int code = 0;         // X509_V_ERR_*
  int depth = 0;        // 0 is the leaf
  std::string text;     // OpenSSL's sentence
  std::string subject;  // of the certificate at that depth, raw
};

/// What a path builder says about a chain against one store: every error, not only the first.
struct Verification {
  std::string store;  // "/etc/ssl/certs/ca-certificates.crt": where the anchors came from
  bool tried = false;
  bool valid = false;
  std::vector<VerifyError> errors;
  std::vector<std::string> path;  // subjects from leaf to anchor as built, raw
  std::string unavailable;        // why the store could not be used; empty when it could
};

/// What following authority information access proved about a chain that does not reach an anchor.
struct AiaProof {
  bool tried = false;
  bool repaired = false;           // valid with `added`
  std::vector<Certificate> added;  // what the server should have sent
  std::vector<std::string> urls;   // what was fetched, raw
  std::string failure;             // why it went no further; empty when repaired
};

}  // namespace checkoutdiag::x509
