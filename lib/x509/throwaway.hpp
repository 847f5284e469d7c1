#pragma once
#include <string>
#include <vector>

namespace checkoutdiag::x509 {

/// A certificate authority for one run, and a server certificate of it; all PEM. Nobody should
/// trust it for longer, so its own key is not kept.
struct Throwaway {
  std::string ca, certificate, key;
};

/// Valid from a day ago (clocks differ) for 30 days, ECDSA P-256. `names` are the server's: DNS
/// names and IP addresses, told apart by their form; what is neither is left out.
Throwaway make_throwaway(const std::vector<std::string>& names);

}  // namespace checkoutdiag::x509
