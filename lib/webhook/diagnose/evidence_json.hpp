#pragma once
#include <string_view>

namespace checkoutdiag::webhook {

/// What a JSON text shows of the program that wrote it. Facts, and no more: a sender may write so
/// itself.
struct JsonTraits {
  bool json = false;
  std::size_t fault_at = 0;         // not JSON from this byte on
  bool ends_early = false;          // the fault is that it ends
  bool too_deep = false;            // it is nested deeper than is read, and may be JSON
  bool sorted_keys = false;         // in every object, and by more than chance
  bool spaced_on_one_line = false;  // ", " and ": " everywhere, and no line end
  std::string_view odd_number;      // "10.0", "1e+21", "12345678901234567000"
};

JsonTraits json_traits(std::string_view body);

}  // namespace checkoutdiag::webhook
