#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/trust/contents.hpp"

// A JKS or JCEKS of anybody: every certificate comes out of the bytes that went in, and what Java
// would not load is one of them.
using namespace checkoutdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const trust::Contents found = trust::read_keystore(bytes);
  for (const trust::Found& one : found.certificates)
    if (one.der.empty() || bytes.find(one.der) == std::string_view::npos) std::abort();
  if (found.loads.size() != 1) std::abort();
  const trust::Load& java = found.loads.front();
  for (std::size_t index : java.missing)
    if (index >= found.certificates.size()) std::abort();
  if (java.count &&
      static_cast<std::size_t>(*java.count) + java.missing.size() != found.certificates.size())
    std::abort();
  return 0;
}
