#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"

// What a caIssuers URL serves (DER, PEM, PKCS#7): bounded, and every certificate in it reads again.
using namespace checkoutdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 8;
  const auto found = x509::certificates_in({reinterpret_cast<const char*>(data), size}, kMost);
  if (found.size() > kMost) std::abort();
  for (const std::string& der : found)
    if (der.empty()) std::abort();
  return 0;
}
