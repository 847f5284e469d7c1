#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "lib/text/json_shape.hpp"

namespace checkoutdiag::text {

/// YAML 1.2 (core schema) as JSON: the first document, with what its aliases stand for written out.
/// A key that is no text is its text. Throws Failure(input), "api.yaml:3: …".
nlohmann::json parse_yaml(std::string_view text, const std::string& file, const JsonLimits& limits);

}  // namespace checkoutdiag::text
