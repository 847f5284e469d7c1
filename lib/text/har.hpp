#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

// HAR 1.2 files, as browsers and proxies save them: what their readers share.
namespace checkoutdiag::text {

/// The member of that name; null when there is none, or `value` is no object.
const nlohmann::json* member(const nlohmann::json& value, const char* name);

/// A HAR file as JSON, bounded. Throws Failure(input) when it is none; `advice` is what to do about
/// one that is too large.
nlohmann::json parse_har(std::string_view text, const std::string& file, const char* advice);

/// Its log.entries. Throws Failure(input) when there are none.
const nlohmann::json& har_entries(const nlohmann::json& har, const std::string& file);

/// What became of the "text" of a postData or a content, and its "encoding".
enum class HarText {
  read,
  absent,            // there is no text
  not_text,          // it is something else
  unknown_encoding,  // other than base64
  broken,            // it is not base64
};

/// The bytes of a postData or a content.
HarText har_text(const nlohmann::json& data, std::string& out);

}  // namespace checkoutdiag::text
