#pragma once
#include <string>

namespace checkoutdiag::test {

/// The top of the tree that is tested. In one file alone, so that all others compile to the same
/// wherever the tree lies, and a compiler cache serves every clone.
std::string source_dir();

}  // namespace checkoutdiag::test
