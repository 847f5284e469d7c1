#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "lib/fields/schema.hpp"

namespace checkoutdiag::fields {

/// Whether a document is an OpenAPI description.
bool is_openapi(const nlohmann::json& document);

/// Every property of a JSON Schema (2020-12 and before) or of one schema of an OpenAPI description,
/// those of inner objects as "billing.zip". `part` names one of several: a name in
/// components/schemas or $defs, or a JSON Pointer. Throws Failure(input).
Schema read_json_schema(const nlohmann::json& document, const std::string& part,
                        const std::string& file);

}  // namespace checkoutdiag::fields
