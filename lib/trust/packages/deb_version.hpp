#pragma once
#include <string_view>

namespace checkoutdiag::trust {

/// Which of two Debian versions is newer, as deb-version(7) says: less than 0 when `a` is older,
/// 0 when they are equal, more than 0 when it is newer. Any text has a place in the order.
int compare_deb_versions(std::string_view a, std::string_view b);

}  // namespace checkoutdiag::trust
