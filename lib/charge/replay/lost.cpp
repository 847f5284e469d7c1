#include "lib/charge/replay/proofs.hpp"

namespace checkoutdiag::charge {
namespace {

// The id of the first answer was never seen, so that a retry which was executed again looks like
// the first: only a further repetition shows that each request makes an object of its own.
End prove_cut(Stage& stage, http::Cut cut) {
  Sending sending;
  sending.cut = cut;
  const End end = stage.settle(sending);
  return end == End::answered && stage.succeeded_last() ? stage.settle({}) : end;
}

}  // namespace

/// The connection ends when the request is out: the gateway may be executing it when the retry
/// comes, or may never have read it.
End prove_lost(Stage& stage, std::string&) {
  return prove_cut(stage, http::Cut::after_send);
}

/// The connection ends when the answer begins: the charge was executed.
End prove_dropped(Stage& stage, std::string&) {
  return prove_cut(stage, http::Cut::first_byte);
}

}  // namespace checkoutdiag::charge
