#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/trust/contents.hpp"

// A PKCS#12, and what else begins with a SEQUENCE (PKCS#7, DER): read in bounded time, whatever
// number of rounds it asks for.
using namespace checkoutdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto start = std::chrono::steady_clock::now();
  for (const trust::Contents& found :
       {trust::read_pkcs12(bytes), trust::read_pkcs7(bytes), trust::read_der(bytes)}) {
    for (const trust::Found& one : found.certificates)
      if (one.der.empty()) std::abort();
    for (const trust::Load& load : found.loads)
      if (load.count &&
          static_cast<std::size_t>(*load.count) + load.missing.size() != found.certificates.size())
        std::abort();
  }
  constexpr auto kLongest = std::chrono::seconds(20);  // some two seconds, and a slow machine
  if (std::chrono::steady_clock::now() - start > kLongest) std::abort();
  return 0;
}
