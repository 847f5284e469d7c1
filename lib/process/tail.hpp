#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::process {

/// The end of what a program printed, in bounded memory.
class Tail {
 public:
  void add(std::string_view bytes);

  /// Its last 2,000 bytes at most, from the beginning of a line where there is one: without
  /// secrets, each line safe to print, the lines separated by newlines.
  std::string told() const;

 private:
  std::string kept_;
  bool cut_ = false;
};

}  // namespace checkoutdiag::process
