#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::trust {

/// How much a package's name resembles some paths: "libnss3" is likely to own ".../libnssckbi.so".
/// A guess, for the order of reading alone.
class Resemblance {
 public:
  explicit Resemblance(const std::set<std::string>& paths);

  /// From 0 to 100: how much of the name is in the paths.
  int of(std::string_view package) const;

 private:
  std::vector<std::string> words_;  // of the paths, sorted
};

}  // namespace checkoutdiag::trust
