#pragma once
#include "lib/x509/facts.hpp"

namespace checkoutdiag::ca {

/// Is the certificate signed with a digest for which two certificates can be made at will?
bool has_broken_digest(const x509::Certificate& certificate);

/// Does it stand on its own signature, which no client looks at in an anchor? MD2 and MD4 cannot be
/// verified any more: there, that it names itself as its issuer has to do.
bool signs_itself(const x509::Certificate& certificate);

}  // namespace checkoutdiag::ca
