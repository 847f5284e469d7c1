#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>

#include "lib/text/time.hpp"
#include "lib/trust/files.hpp"

namespace checkoutdiag::trust {

/// What apt's lists know of some packages.
struct Candidates {
  std::map<std::string, std::string> newest;  // package -> version
  std::optional<Time> from;                   // of the newest list
  std::string problem;  // a list that could not be read, or that there are none
};

/// Looks the packages up in /var/lib/apt/lists: plain, LZ4 and gzip; nothing is kept of the rest.
Candidates read_apt_lists(const Files& files, const std::set<std::string, std::less<>>& packages);

}  // namespace checkoutdiag::trust
