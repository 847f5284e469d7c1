#include "tests/source_dir.hpp"

namespace checkoutdiag::test {

std::string source_dir() {
  return CHECKOUTDIAG_SOURCE_DIR;
}

}  // namespace checkoutdiag::test
