#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::x509 {

/// What a certificate says of its key, read without decoding the key, which takes nine tenths of
/// what OpenSSL needs to read a certificate.
struct LightKey {
  std::string masked;  // the certificate with a key algorithm that OpenSSL does not know: it reads
                       // all else, and leaves the key alone
  std::string algorithm;  // "RSA", "EC"
  std::string group;      // "P-256"
  int bits = 0;
  std::string_view info;  // the SubjectPublicKeyInfo, within the bytes that were given
};

/// Looks at RSA keys and EC keys of usual curves (RFC 3279 2.3.1, RFC 5480) by their place in the
/// DER of a version 3 certificate (RFC 5280 4.1). Nothing: the certificate has another shape, and
/// has to be decoded as a whole.
std::optional<LightKey> look_at_key(std::string_view der);

}  // namespace checkoutdiag::x509
