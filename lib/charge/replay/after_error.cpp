#include <fmt/core.h>

#include "lib/charge/replay/proofs.hpp"

namespace checkoutdiag::charge {

/// An error that was asked for, and a retry: whether that executes the charge again is what the
/// gateway's policy is about.
End prove_after_error(Stage& stage, std::string& skipped) {
  Sending sending;
  sending.provoke = true;
  const End end = stage.settle(sending);
  if (stage.attempts().empty()) return end;
  const Attempt& first = stage.attempts().front();
  if (first.known && first.fate == http::Fate::answered && first.status < 500)
    skipped = fmt::format("the gateway was to answer 5xx, and answered {}", first.status);
  return end;
}

}  // namespace checkoutdiag::charge
