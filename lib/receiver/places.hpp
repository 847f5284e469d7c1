#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "lib/http/message.hpp"

// Places of a delivery: "/data/id", a JSON pointer (RFC 6901) into its body, or "header:NAME".
namespace checkoutdiag::receiver {

bool is_place(const std::string& text);

/// The text or the number at a place; empty: there is none, or it is not visible ASCII.
std::string value_at(const std::string& place, const http::Headers& headers,
                     const nlohmann::json& body);

}  // namespace checkoutdiag::receiver
