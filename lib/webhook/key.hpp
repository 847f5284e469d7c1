#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lib/text/secret.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::webhook {

/// True when both have the same length and the same bytes; takes the same time wherever they
/// differ (CRYPTO_memcmp). Another length is a mismatch, not an error.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// True for a secret that keeps nobody out: nothing, white space, or the scheme's prefix alone, as
/// a variable that was never set leaves it.
bool keeps_nobody_out(const Scheme& scheme, const Secret& secret);

/// A secret made ready: decoded, and set up for its algorithm once, so that a delivery costs no
/// more than its own bytes.
class Key {
 public:
  /// Never throws for what a secret holds: see fault(). `certificate` is PEM, for
  /// KeyForm::certificate.
  Key(const Scheme& scheme, std::string_view secret, std::string_view certificate = {});
  Key(Key&&) noexcept;
  Key& operator=(Key&&) noexcept;
  ~Key();

  /// Why the secret is no key ("is not base64"); empty: it is one.
  const std::string& fault() const { return fault_; }

  /// The MAC's raw bytes over the pieces, one after the other; valid until the next call. Empty
  /// for keys that are not symmetric.
  std::string_view mac(std::span<const std::string_view> pieces) const;

  /// Whether `signature` (raw bytes) is right for the pieces; for every algorithm. `algorithm` is
  /// Statement::algorithm.
  bool verify(std::span<const std::string_view> pieces, std::string_view signature,
              std::string_view algorithm = {}) const;

  /// A signature's raw bytes; empty when the key cannot sign (a public one).
  std::string sign(std::span<const std::string_view> pieces, std::string_view algorithm = {}) const;

  /// Of a symmetric key, decoded; 0 for others.
  std::size_t bytes() const { return bytes_; }

  /// True when one MAC can be compared with many candidates.
  bool symmetric() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::string fault_;
  std::size_t bytes_ = 0;
};

}  // namespace checkoutdiag::webhook
