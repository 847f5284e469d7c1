#pragma once
#include "lib/tls/handshake.hpp"

namespace checkoutdiag::tls {

/// An observer takes whatever a server offers, whatever openssl.cnf of this machine says.
const ConfigChange& observer();

}  // namespace checkoutdiag::tls
