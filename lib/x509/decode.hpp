#pragma once
#include <openssl/err.h>
#include <openssl/x509.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/x509/handle.hpp"

// What the files of this folder share about OpenSSL's certificates; elsewhere only a .cpp includes
// it.
namespace checkoutdiag::x509 {

using Cert = Handle<X509, X509_free>;

inline constexpr std::size_t kLargestCertificate = 256 * 1024;

/// Takes back the errors that OpenSSL queues meanwhile, so that a later user of this thread's queue
/// (a handshake) does not read them as its own.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

struct Decoded {
  Cert certificate;  // null: see why
  std::string why;
};

/// One DER certificate and nothing after it.
Decoded decode(std::string_view der);

/// RFC 4514 one-line form in UTF-8; NUL and other control characters stay escaped, so that nothing
/// is cut.
std::string one_line(const X509_NAME* name);

/// The DER of every certificate in a DER, PEM or PKCS#7 file, at most `limit` of them.
std::vector<std::string> certificates_in(std::string_view file, std::size_t limit);

std::string der_of(X509* certificate);

/// The bytes of an OpenSSL string, NUL included.
std::string bytes_of(const ASN1_STRING* text);

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace checkoutdiag::x509
