#pragma once
#include <functional>
#include <nlohmann/json.hpp>

#include "lib/fields/schema.hpp"

namespace checkoutdiag::fields {

/// What the schema of one value takes, as text: pattern, minLength, maxLength, enum, const, type,
/// allOf. What it says besides is left out and named in `unread`. `resolve` follows a $ref.
void read_value(const nlohmann::json& schema,
                const std::function<const nlohmann::json&(const nlohmann::json&)>& resolve,
                Field& field, int depth = 0);

}  // namespace checkoutdiag::fields
