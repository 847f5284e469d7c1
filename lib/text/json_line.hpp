#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "lib/text/json_shape.hpp"

// Where things are in a JSON text, found by walking it when an error is to be told: what a JSON
// library builds has forgotten it.
namespace checkoutdiag::text {

/// The line, from 1, of what a JSON Pointer (RFC 6901) names: of a member where its name is, of an
/// item where it begins. Of what is not there, the line of the innermost thing that would hold it.
std::size_t line_of(std::string_view text, std::string_view pointer);

/// The line, from 1, of the fault that fault_in_json() found with the same limits.
std::size_t line_of(std::string_view text, const JsonFault& fault, const JsonLimits& limits);

/// "~0" for '~' and "~1" for '/', as a member's name is written in a JSON Pointer.
std::string pointer_step(std::string_view name);

}  // namespace checkoutdiag::text
