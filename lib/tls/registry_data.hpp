#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

// How the registry reads its embedded JSON (lib/data/tls). A mistake in that data is ours:
// Failure(internal), which a test meets before a user does.
namespace checkoutdiag::tls {

/// One embedded file, parsed: "tls/suites".
nlohmann::json registry_data(std::string_view file);

/// "0x1301" as a number.
std::uint32_t registry_number(const nlohmann::json& value);

}  // namespace checkoutdiag::tls
