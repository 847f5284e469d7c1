#pragma once
#include <stdexcept>

#include "lib/trust/facts.hpp"

namespace checkoutdiag::test {

/// What a runtime would load; fails the test when that was not said.
inline const trust::Load& load_of(const trust::Contents& contents, trust::Runtime runtime) {
  for (const trust::Load& load : contents.loads)
    if (load.runtime == runtime) return load;
  throw std::runtime_error("nothing is said about this runtime");
}

inline bool has_flaw(const trust::Contents& contents, trust::FlawKind kind) {
  for (const trust::Flaw& flaw : contents.flaws)
    if (flaw.kind == kind) return true;
  return false;
}

}  // namespace checkoutdiag::test
