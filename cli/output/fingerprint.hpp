#pragma once
#include <map>
#include <string>
#include <string_view>

#include "checks/check.hpp"

namespace checkoutdiag::output {

/// What makes a finding the same one tomorrow: the words of its message but not its numbers,
/// because days left are counted down; those that are then alike are told apart by their order.
class Fingerprints {
 public:
  /// "1f3a…:1", of the next finding of the report; call it once for each, in the report's order.
  std::string of(const Outcome& outcome, std::string_view message);

 private:
  std::map<std::string, int> seen_;
};

}  // namespace checkoutdiag::output
