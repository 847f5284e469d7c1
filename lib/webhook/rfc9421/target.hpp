#pragma once
#include <optional>
#include <string>
#include <string_view>

// Where a request went, in the forms of RFC 9421 section 2.2. The views point into the URL.
namespace checkoutdiag::webhook::rfc9421 {

struct Target {
  std::string_view whole;  // without fragment
  std::string scheme;      // lower case
  std::string authority;   // lower case, without user and the scheme's own port
  std::string_view path;   // "/" when there is none; nothing is decoded
  std::string_view query;  // without the question mark
  bool has_query = false;
};

/// Takes an absolute URL apart; nothing when it is none.
std::optional<Target> read_target(std::string_view url);

/// RFC 9421 section 2.2.3, for a URL's authority or a Host header.
std::string normal_authority(std::string_view authority, std::string_view scheme);

/// The value of the only query parameter of that name, both in the form of section 2.2.8: decoded
/// as a form and percent-encoded again. Nothing when there is none; or more than one, which may not
/// be signed so.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

}  // namespace checkoutdiag::webhook::rfc9421
