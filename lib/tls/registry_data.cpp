#include "lib/tls/registry_data.hpp"

#include <fmt/core.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::tls {

nlohmann::json registry_data(std::string_view file) {
  auto text = data::find(file);
  if (!text)
    throw Failure(Failure::Kind::internal, fmt::format("the data file {} is missing", file));
  try {
    return nlohmann::json::parse(*text);
  } catch (const nlohmann::json::exception& error) {
    throw Failure(Failure::Kind::internal, fmt::format("the data file {}: {}", file, error.what()));
  }
}

std::uint32_t registry_number(const nlohmann::json& value) {
  const std::string& text = value.get_ref<const std::string&>();
  std::uint32_t number = 0;
  const char* end = text.data() + text.size();
  if (!text.starts_with("0x") ||
      std::from_chars(text.data() + 2, end, number, 16) != std::from_chars_result{end, std::errc{}})
    throw Failure(Failure::Kind::internal, fmt::format("\"{}\" is not a hexadecimal id", text));
  return number;
}

}  // namespace checkoutdiag::tls
