#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "lib/fields/pair.hpp"
#include "lib/regex/difference.hpp"

namespace checkoutdiag::fields {

/// Both sides of a pair, of what can be typed at all; the pair's own normaliser and check digit go
/// before those of `how`. Throws as regex::compare does.
regex::Comparison compare(const Pair& pair, regex::CompareOptions how);

/// What a client can do to values so that the gateway refuses none that the form lets through:
/// the words of a normaliser that changes the least. Empty: none of those tried is enough, or the
/// pair has one already. Of a pair whose front end takes more.
std::string curing_normaliser(const Pair& pair, regex::CompareOptions how);

/// The longest value that the form may take so that the gateway refuses none: UTF-16 code units, as
/// maxlength counts. Nothing: no length is enough. Of a pair whose front end takes more.
std::optional<std::uint32_t> curing_length(const Pair& pair, regex::CompareOptions how);

/// The gateway's pattern as the front end can have it: raw; empty where there is none, or where it
/// means something else in the front end's dialect.
std::string rule_for_front(const Pair& pair, regex::CompareOptions how);

}  // namespace checkoutdiag::fields
