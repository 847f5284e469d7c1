#include "lib/data/embedded.hpp"

namespace checkoutdiag::data {

std::optional<std::string_view> find(std::string_view name) {
  for (const File& file : all_files())
    if (file.name == name) return file.text;
  return std::nullopt;
}

}  // namespace checkoutdiag::data
