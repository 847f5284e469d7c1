#pragma once
#include <set>
#include <string>

#include "lib/trust/files.hpp"
#include "lib/trust/packages/databases.hpp"

namespace checkoutdiag::trust {

/// Looks the wanted paths up in /var/lib/dpkg/info/*.list, and adds their owners. With
/// Lists::needed it begins with the packages whose names resemble the paths, and ends when every
/// file has an owner; a directory may have several, so for one all lists are read.
void read_dpkg_lists(const Files& files, const std::set<std::string>& wanted, Lists lists,
                     Owned& to);

/// Whether only administrators and users put files there, and packages never do.
bool is_never_packaged(std::string_view real);

}  // namespace checkoutdiag::trust
