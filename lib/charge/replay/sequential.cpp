#include "lib/charge/replay/proofs.hpp"

namespace checkoutdiag::charge {

/// The charge, and then twice the same request: a gateway that stores its answer a moment after it
/// gave it may be wrong about the first repetition alone.
End prove_sequential(Stage& stage, std::string&) {
  End end = stage.settle({});
  if (!stage.succeeded_last()) return end;
  for (int repetition = 0; repetition < 2 && end == End::answered; ++repetition)
    end = stage.settle({});
  return end;
}

}  // namespace checkoutdiag::charge
