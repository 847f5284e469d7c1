#pragma once
#include "checks/tls/tls.hpp"

namespace checkoutdiag::tls {

/// The highest security level of OpenSSL, below the one in force, that takes the keys and
/// signatures of the chains as sent; those objections that are about certificates that were not
/// sent (a root of the store) count as a key of 112 bits.
int level_for_chains(const TlsCase& seen);

}  // namespace checkoutdiag::tls
