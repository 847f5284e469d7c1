#pragma once
#include <string>

#include "lib/trust/facts.hpp"

namespace checkoutdiag::ca {

enum class PackageAction { upgrade, reinstall };

/// The one command of the package's own manager, for the place where the store is: the interpreter
/// of its virtual environment, the project that vendored it. Empty when no manager or no fit name
/// is known.
std::string package_command(const trust::Store& store, PackageAction action);

}  // namespace checkoutdiag::ca
