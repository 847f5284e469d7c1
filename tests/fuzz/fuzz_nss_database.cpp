#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/trust/contents.hpp"

// A cert9.db of anybody: SQLite is given it read-only and in memory, and whatever it says each
// certificate is trusted or not.
using namespace checkoutdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const trust::Contents found =
      trust::read_nss_database({reinterpret_cast<const char*>(data), size});
  for (const trust::Found& one : found.certificates)
    if (one.der.empty() || !one.server_trusted) std::abort();
  return 0;
}
