#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lib/trust/files.hpp"

// The databases of packages that are read. For packages.cpp alone.
namespace checkoutdiag::trust {

enum class PackageManager { none, dpkg, apk, rpm };

/// Which one a root has.
PackageManager package_manager(const Files& files);

/// Of the wanted paths, those that a package owns, and the versions of what is installed.
struct Owned {
  std::map<std::string, std::string> owners;                 // real path -> package; empty: several
  std::map<std::string, std::string, std::less<>> versions;  // package -> version
  std::string problem;                                       // why not all could be read
};

Owned read_dpkg(const Files& files, const std::set<std::string>& wanted);
Owned read_apk(const Files& files, const std::set<std::string>& wanted);

/// Names that a list may have for a file: "/lib/x" for "/usr/lib/x" where the two are one
/// directory.
std::vector<std::string> names_in_lists(const std::string& real);

}  // namespace checkoutdiag::trust
