#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "lib/charge/profile.hpp"
#include "lib/http/message.hpp"

// What commands that send requests to a gateway take from their options.
namespace checkoutdiag {

std::chrono::milliseconds milliseconds(double seconds);

/// "Stripe-Version: 2026-01-01". Throws Failure(usage), which names the option.
http::Header header_line(const char* option, const std::string& line);

/// Authorization from its secret, the headers of a file, and lines that hold no secret: in that
/// order. Throws Failure.
http::Headers read_request_headers(const std::optional<SecretSource>& auth, const std::string& file,
                                   const std::vector<std::string>& lines);

/// Whether a text has the beginning of a key with which money is real: sk_live_ and its kin, and
/// the profile's own.
bool holds_live(std::string_view value, const std::vector<std::string>& prefixes);
/// The same of headers, in the base64 of Basic too.
bool is_live(const http::Headers& headers, const std::vector<std::string>& prefixes);

/// Where money is real, nothing is sent that was not asked for twice: throws Failure(usage) for a
/// live key in the headers or the payloads, and for a host that is neither this machine nor known
/// as one of tests.
void refuse_money(const charge::Profile& profile, const std::string& host,
                  const http::Headers& headers, const std::vector<std::string>& payloads,
                  bool has_key);

/// The host of an http or https URL without a user, in lower case and without brackets. Throws
/// Failure(usage), which names the option.
std::string host_of(const std::string& url, const char* option);

}  // namespace checkoutdiag
