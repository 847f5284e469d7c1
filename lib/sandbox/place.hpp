#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace checkoutdiag::sandbox {

/// Sets what a JSON Pointer names. False, and nothing is changed, when something else is in the way
/// or it is no pointer.
bool place(nlohmann::ordered_json& body, const std::string& pointer,
           const nlohmann::ordered_json& value);

}  // namespace checkoutdiag::sandbox
