#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// How a library writes the values of a form.
struct FormStyle {
  std::string_view kept;  // beside letters and digits
  bool plus = true;       // a space is +, not %20
  bool upper = true;      // the hex digits
};

/// The styles, most common first.
inline constexpr FormStyle kFormStyles[] = {
    {"*-._"},                  // application/x-www-form-urlencoded of the WHATWG, Java, Ruby
    {"-._~"},                  // Python's urlencode, Go's url.Values
    {"-_."},                   // PHP's http_build_query
    {"-._~", false},           // RFC 3986: qs, rawurlencode
    {"-_.!~*'()", false},      // encodeURIComponent
    {"-_.!*()", true, false},  // .NET's HttpUtility
};

std::string encode_form(std::string_view text, const FormStyle& style);

/// Without %XX, and without + when `plus`; a % without two digits stays.
std::string decode_form(std::string_view text, bool plus);

/// Whether it looks like name=value&name=value.
bool looks_like_form(std::string_view body);

}  // namespace checkoutdiag::webhook
