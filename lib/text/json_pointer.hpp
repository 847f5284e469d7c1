#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JSON Pointers (RFC 6901): "/purchase_units/0/amount/value".
namespace checkoutdiag::text {

/// The names and indices of a pointer, without ~0 and ~1; none of them: the whole document. Nothing
/// when it is no pointer.
std::optional<std::vector<std::string>> parse_pointer(std::string_view pointer);

/// The element of a list that a part of a pointer names: digits without a leading 0. Nothing for
/// everything else, "-" too, which names the element behind the last.
std::optional<std::size_t> index_of(std::string_view part);

}  // namespace checkoutdiag::text
