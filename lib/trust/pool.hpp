#pragma once
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lib/x509/facts.hpp"

namespace checkoutdiag::trust {

/// Every certificate once, by its bytes: a machine with thirty stores has ten times fewer distinct
/// certificates than certificates, and to decode one costs most.
class Pool {
 public:
  /// Takes a certificate in; the same bytes always give the same index.
  std::size_t add(std::string der);

  /// Decodes what was added, on every core.
  void parse();

  const std::vector<x509::Certificate>& certificates() const { return certificates_; }
  std::vector<x509::Certificate> take() { return std::move(certificates_); }

 private:
  // Two certificates differ in their first bytes, so a comparison costs less than any hash, and
  // nobody can choose bytes that collide. The keys are the bytes in `ders_`.
  std::map<std::string_view, std::size_t> known_;
  std::deque<std::string> ders_;
  std::vector<x509::Certificate> certificates_;
  std::size_t parsed_ = 0;
};

}  // namespace checkoutdiag::trust
