#pragma once
#include <vector>

#include "lib/trust/contents.hpp"

namespace checkoutdiag::trust {

/// Corrects the loads of a PEM file once its certificates were parsed: `readable` says of each of
/// Contents::certificates whether it could be. read_pem looks at their outer shape only (parsing
/// one takes 100 us); one that is broken further in costs OpenSSL, Java and GnuTLS the whole file,
/// Node all that follows, and Go itself.
void refine_loads(Contents& contents, const std::vector<bool>& readable);

}  // namespace checkoutdiag::trust
