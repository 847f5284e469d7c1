#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/x509/facts.hpp"

namespace checkoutdiag::trust {

/// Every certificate once, by its SHA-256: decoding one costs 100 us, hashing it 2. A machine with
/// thirty stores has ten times fewer distinct certificates than certificates.
class Pool {
 public:
  /// Takes a certificate in; the same bytes always give the same index.
  std::size_t add(std::string der);

  /// Decodes what was added, on every core.
  void parse();

  const std::vector<x509::Certificate>& certificates() const { return certificates_; }
  std::vector<x509::Certificate> take() { return std::move(certificates_); }

 private:
  std::unordered_map<std::string, std::size_t> by_digest_;  // 32 raw bytes
  std::vector<x509::Certificate> certificates_;             // before parse: only der
  std::size_t parsed_ = 0;
};

}  // namespace checkoutdiag::trust
