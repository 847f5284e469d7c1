#pragma once
#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

// How Files goes from a path within a root to the file behind it. For files.cpp alone.
namespace checkoutdiag::trust {

/// Where a path leads to, and what was passed on the way.
struct Walk {
  std::string real;        // within the root, behind all links; empty: see `error`
  struct ::stat facts {};  // of the last component
  std::string error;       // why it leads nowhere
  bool missing = false;    // because something is not there
  std::string writable;    // first directory passed that anybody may change, or empty
};

/// Follows `path` from `root` ("" is the machine's own), component by component: links restart at
/// the root when they are absolute, ".." ends at the root, and 40 links are the most.
Walk walk(const std::string& root, std::string_view path);

/// Opens what `real` names below `root` without following any link, so that nothing that was
/// changed since the walk leads out of the root. A descriptor, or -1 with errno.
int open_real(const std::string& root, const std::string& real, int flags);

}  // namespace checkoutdiag::trust
