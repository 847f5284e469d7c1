#pragma once
#include <functional>
#include <nlohmann/json.hpp>

#include "lib/fields/schema.hpp"

namespace checkoutdiag::fields {

struct References {
  /// Follows a schema's $ref to its end.
  std::function<const nlohmann::json&(const nlohmann::json&)> resolve;
  bool siblings_count = true;  // rules beside a $ref: not in drafts before 2019-09
};

/// What the schema of one value takes, as text: pattern, minLength, maxLength, enum, const, type,
/// allOf, $ref. What it says besides is left out and named in `unread`.
void read_value(const nlohmann::json& schema, const References& references, Field& field,
                int depth = 0);

}  // namespace checkoutdiag::fields
