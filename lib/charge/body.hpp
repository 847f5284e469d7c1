#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/charge/profile.hpp"

// Request and answer bodies: JSON, or forms with brackets. All of it is untrusted and bounded.
namespace checkoutdiag::charge {

enum class BodyType { none, json, form, other };

/// By the Content-Type, else by the look of the body.
BodyType body_type(std::string_view content_type, std::string_view body);

/// A body as JSON: a form's `metadata[order]=7` becomes {"metadata":{"order":"7"}}. Nothing when it
/// cannot be read as its type, or is too large or too deep.
std::optional<nlohmann::json> read_body(std::string_view body, BodyType type);

/// The text of the member at a JSON Pointer: strings raw, numbers as JSON writes them; nothing when
/// it is not there or is an object or list.
std::optional<std::string> value_at(const nlohmann::json& body, const std::string& pointer);
std::optional<std::string> value_at(std::string_view body, std::string_view content_type,
                                    const std::string& pointer);

/// SHA-256 in hex over method, path (without query) and the canonical body: JSON with members
/// sorted and numbers as they were written, a form's pairs sorted; without the profile's key member
/// and volatile members. A body that cannot be read counts as its bytes.
std::string fingerprint(const Profile& profile, std::string_view method, std::string_view path,
                        std::string_view body, std::string_view content_type);

/// The body with the profile's key member set; every other byte stays as it was. Throws
/// Failure(input) when the body is neither a JSON object nor a form.
std::string with_key(std::string_view body, BodyType type, const std::string& pointer,
                     std::string_view key);

/// The same charge for another amount: the first of the profile's amount members that is there is
/// one more (a decimal's last digit). Nothing when there is none.
std::optional<std::string> with_other_amount(const Profile& profile, std::string_view body,
                                             BodyType type);

}  // namespace checkoutdiag::charge
