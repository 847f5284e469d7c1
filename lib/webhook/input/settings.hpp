#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/text/json_tokens.hpp"

namespace checkoutdiag::webhook {

/// A whole number of seconds in at most 18 digits, so that a difference of two is a number too.
std::optional<std::int64_t> parse_seconds(std::string_view digits);

/// Reads the object that begins with `first`, of strings, numbers and booleans, by names as
/// Settings has them: publicKey, public_key and Public-Key are "public-key". "tolerance" goes to
/// `tolerance`. Uses the memory of `settings` again. False: `fault` is a clause that says why;
/// empty: it is not JSON at tokens.at().
bool read_settings(text::JsonTokens& tokens, const text::JsonToken& first,
                   std::vector<std::pair<std::string, std::string>>& settings,
                   std::optional<std::int64_t>& tolerance, std::string& fault);

}  // namespace checkoutdiag::webhook
