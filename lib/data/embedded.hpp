#pragma once
#include <optional>
#include <string_view>
#include <vector>

// The JSON files of lib/data as they were when the program was built.
namespace checkoutdiag::data {

struct File {
  std::string_view name;  // path below lib/data without ".json": "policy/payment"
  std::string_view text;
};

/// Every embedded file, sorted by name.
std::vector<File> all_files();

/// One embedded file's text, or nothing when there is none of that name.
std::optional<std::string_view> find(std::string_view name);

}  // namespace checkoutdiag::data
