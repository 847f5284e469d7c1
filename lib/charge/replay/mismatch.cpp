#include "lib/charge/replay/proofs.hpp"

namespace checkoutdiag::charge {

/// The key of sequential with another payload.
End prove_mismatch(Stage& stage, std::string&) {
  Sending sending;
  sending.other_payload = true;
  return stage.settle(sending);
}

}  // namespace checkoutdiag::charge
