#pragma once
#include <optional>
#include <string>
#include <vector>

#include "checks/ca/ca.hpp"

// What the knowledge says of one certificate of a chain.
namespace checkoutdiag::ca::chains {

/// The entry by which a certificate, or its key, is not to be trusted at all; null when there is
/// none, or somebody took it back.
const trust::Distrust* outright_distrust(const Knowledge& known,
                                         const x509::Certificate& certificate);

/// A day after which leaves below an authority are not to be trusted, and who says so.
struct After {
  Time when{};
  std::string by;  // raw: "NSS's built-in list", or the entry's name
  const trust::Distrust* entry = nullptr;
};

/// All that is said of this certificate, the earliest day first: by the knowledge, and by the
/// stores of this machine that can say such a thing (NSS). Empty when somebody took it back.
std::vector<After> distrusted_after(const Inventory& seen, const Knowledge& known,
                                    const x509::Certificate& certificate);

}  // namespace checkoutdiag::ca::chains
