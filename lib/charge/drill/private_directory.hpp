#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::charge {

/// A directory that only we can look into, gone with this object.
class PrivateDirectory {
 public:
  /// Throws Failure(input) when the temporary directory takes none.
  PrivateDirectory();
  ~PrivateDirectory();
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  /// Writes a file into it and returns its path. Throws Failure(input).
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::string path_;
};

}  // namespace checkoutdiag::charge
