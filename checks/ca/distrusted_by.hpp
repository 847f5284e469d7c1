#pragma once
#include "checks/ca/ca.hpp"

namespace checkoutdiag::ca {

/// What is known against a certificate itself or its key, outright; null when nothing is, or when a
/// user's entry allows it.
const trust::Distrust* outright_distrust(const Knowledge& known,
                                         const x509::Certificate& certificate);

/// The same for leaves issued after a day.
const trust::Distrust* later_distrust(const Knowledge& known, const x509::Certificate& certificate);

}  // namespace checkoutdiag::ca
