#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "lib/trust/contents.hpp"
#include "lib/trust/der.hpp"

// A program of anybody: both scanners read within the file, no part of it again and again, and what
// they find is laid out as a certificate.
using namespace checkoutdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::size_t total = 0;
  const trust::ReadAt read = [&](std::uint64_t offset, char* to, std::size_t length) {
    if (offset > size) std::abort();
    const std::size_t some = std::min(length, size - static_cast<std::size_t>(offset));
    if (some != 0) std::memcpy(to, data + offset, some);
    total += some;
    return some;
  };
  for (const trust::Contents& found :
       {trust::read_compiled_in(read, size), trust::read_module_bytes(read, size)})
    for (const trust::Found& one : found.certificates)
      if (!trust::outlines_certificate(one.der)) std::abort();
  // Twice, with headers before each: tables may lie anywhere, and are at most 4096 entries long.
  if (total > 2 * (size + 2 * 4096 * 64 + 256)) std::abort();
  return 0;
}
