#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/x509/facts.hpp"

namespace checkoutdiag::x509 {

/// Whether a self-issued certificate's own signature is verified. That takes the key, which costs
/// nine times what all else does (1.2 million instructions of OpenSSL 3.0).
enum class SelfSignature { verify, believe };

/// Reads one DER certificate. Never throws: what cannot be read has `malformed` set. With `believe`
/// every self-issued certificate counts as self-signed.
Certificate read_certificate(std::string_view der, SelfSignature own = SelfSignature::verify);

/// PEM text of a DER certificate.
std::string to_pem(std::string_view der);

/// Does a certificate with these names serve `host` (RFC 6125/9525: wildcards in the left-most
/// label only, no common-name fallback)? IP literals match iPAddress names only.
bool matches_host(const Certificate& leaf, std::string_view host);

/// Where trust anchors come from. Both empty: OpenSSL's default file and directory with
/// SSL_CERT_FILE and SSL_CERT_DIR honoured.
struct Anchors {
  std::string file, directory;
};

/// Verifies a chain as sent (leaf first) as a server certificate at `now`, collecting every error
/// and never stopping at the first. Names are not checked: they are a fact of their own. The store
/// is loaded once per Verifier; it can be shared by threads.
class Verifier {
 public:
  explicit Verifier(
      const Anchors& anchors);  // throws Failure(input) when a named file is unreadable
  ~Verifier();
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;

  /// `security_level` is OpenSSL's: above 0 it objects to weak keys and digests, which are else the
  /// business of rules.
  Verification verify(std::span<const std::string> ders, Time now, int security_level = 0) const;

  /// Where the anchors came from, for people.
  const std::string& description() const;

 private:
  struct Impl;
  Impl* impl_;
};

/// Follows caIssuers from the end of a chain that does not reach an anchor, at most `limit` steps,
/// each download under 64 KiB and `timeout_ms`, and less when `time_left_ms` says so (0: stop).
/// DER, PEM and PKCS#7 answers are understood; each issuer's signature is checked before it counts.
AiaProof fetch_missing(std::span<const std::string> ders, const Verifier& verifier, Time now,
                       int timeout_ms, int limit = 4,
                       const std::function<int()>& time_left_ms = {});

}  // namespace checkoutdiag::x509
