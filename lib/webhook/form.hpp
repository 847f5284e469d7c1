#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/delivery.hpp"

// application/x-www-form-urlencoded (WHATWG URL, section 5), byte for byte: what is decoded need
// not be UTF-8, and stays as it is.
namespace checkoutdiag::webhook {

/// More pairs than this are refused, not cut: a reader that leaves out the rest of a query agrees
/// with a signature that does not cover it.
inline constexpr std::size_t kMostPairs = 10'000;

/// '+' becomes a space and %XX its byte; a % without two hex digits stays.
std::string decode_form_text(std::string_view text);

/// %XX becomes its byte; everything else, '+' too, stays.
std::string percent_decoded(std::string_view text);

/// The pairs in their order, those given twice too; empty ones ("a=1&&b=2") count for nothing.
/// Nothing when there are more than kMostPairs.
std::optional<std::vector<Header>> decode_form(std::string_view text);

/// The pairs of a URL's query. Nothing when there are more than kMostPairs.
std::optional<std::vector<Header>> decode_query(std::string_view url);

/// As browsers write forms: letters, digits and *-._ as they are, a space as '+', the rest as %XX.
std::string encode_form_text(std::string_view text);
std::string encode_form(const std::vector<Header>& pairs);

/// As encodeURIComponent does (ECMA-262, 19.2.6.5): letters, digits and -_.!~*'() as they are, the
/// rest as %XX.
std::string encode_component(std::string_view text);

/// Whether a body is a form: its Content-Type says so, or there is none and it looks like one.
bool is_form(const Delivery& delivery);

}  // namespace checkoutdiag::webhook
