#pragma once
#include "checks/tls/tls.hpp"

namespace checkoutdiag::tls {

/// Why a chain does not reach an anchor: an intermediate that the gateway does not send, a root
/// that the store does not have, or both. Two owners, two fixes; OpenSSL's error numbers alone do
/// not tell them apart (a leaf alone gives 20 and 21 whether or not its root is known).
struct ChainGap {
  enum class Proof { none, aia, other_chain };

  bool intermediate_missing = false;
  bool root_unknown = false;
  Proof proof = Proof::none;               // of the missing intermediate
  const x509::Certificate* top = nullptr;  // where the path as sent ends; set when there is a gap
  const x509::Certificate* missing = nullptr;  // what should have been sent, when it was seen
  const x509::Certificate* root = nullptr;  // the root that is not in the store, when it was seen
};

/// The gap of one chain of an address. Pointers are into `seen` and `chain`, which must outlive it.
ChainGap find_gap(const AddressFacts& seen, const ChainFacts& chain);

}  // namespace checkoutdiag::tls
