#pragma once
#include <string>
#include <vector>

#include "checks/ca/chain_rows.hpp"

// An intermediate that a gateway does not send, as against a root that a store does not have: two
// owners, two fixes. ca/chain-incomplete tells the one, ca/chain-refused all the rest.
namespace checkoutdiag::ca::chains {

struct Unsent {
  enum class Proof {
    none,         // likely: a leaf alone, and its issuer is known nowhere
    remedy,       // sent besides, it makes a path
    held_by_some  // those who accept the chain have it in their own stores
  };
  Proof proof = Proof::none;
  std::vector<const x509::Certificate*> certificates;  // from the leaf's side up; empty: not seen
  std::string name;                                    // of the first; escaped
  std::string found_in;                                // raw
  Rows refusing;                                       // whom it costs the chain
};

/// What the gateway fails to send: one for each set that was proven, at most one that was not.
/// Pointers are into `seen`.
std::vector<Unsent> find_unsent(const ChainCase& seen);

}  // namespace checkoutdiag::ca::chains
