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

  /// Directories are in the lists of all that put something there: then nobody owns them. True when
  /// the path had no owner so far.
  bool own(const std::string& real, const std::string& package);
};

/// How many of dpkg's lists are read. `needed` gives the owners that `all` gives, but of a file
/// that several packages claim it says the first, and where only administrators put files it does
/// not look.
enum class Lists { needed, all };

Owned read_dpkg(const Files& files, const std::set<std::string>& wanted,
                Lists lists = Lists::needed);
Owned read_apk(const Files& files, const std::set<std::string>& wanted);

}  // namespace checkoutdiag::trust
