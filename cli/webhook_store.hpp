#pragma once
#include <string>

namespace checkoutdiag {

/// The file of --store: "sqlite:FILE", or the file alone. Throws Failure(usage).
std::string store_file(const std::string& store);

}  // namespace checkoutdiag
