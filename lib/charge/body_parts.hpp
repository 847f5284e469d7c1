#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/json_tokens.hpp"

// What the functions of body.hpp are made of. Nothing here builds a tree of a body: fingerprints
// are taken of every request that a sandbox gets.
namespace checkoutdiag::charge {

inline constexpr std::size_t kLargestBody = 1024 * 1024;
inline constexpr std::size_t kDeepestBody = 64;

/// The parts of a JSON Pointer.
using Pointer = std::vector<std::string>;

/// Whether a text is JSON within the bounds.
bool is_bounded_json(std::string_view body);

/// Where a pointer leads in a body.
struct Place {
  std::size_t begin = 0, end = 0;                             // of the value's bytes
  text::JsonToken::Kind kind = text::JsonToken::Kind::fault;  // of its first token
};

/// An object that lacks the member with which a pointer goes on.
struct Gap {
  std::size_t at = 0;     // behind its {
  std::size_t known = 0;  // how many parts of the pointer lead to it
  bool empty = false;     // it has no members at all
};

struct Places {
  std::vector<Place> found;  // several when members are given twice; readers take the last
  std::vector<Gap> gaps;
  bool blocked = false;  // somewhere it leads into a string, a number, a list that is too short
};

/// Looks in a text that is_bounded_json().
Places find_places(std::string_view body, const Pointer& pointer);

/// The last place of find_places(), as readers of JSON take it. Nothing: none, or not JSON.
std::optional<Place> find_place(std::string_view body, const Pointer& pointer);

/// Appends a JSON body so that bodies that say the same are the same: see fingerprint(). What the
/// pointers of `without` lead to is left out. False when it is not JSON within the bounds.
bool append_canonical_json(std::string_view body, const std::vector<Pointer>& without,
                           std::string& out);

/// The same for a form; false when it is too large or has too many pairs.
bool append_canonical_form(std::string_view body, const std::vector<Pointer>& without,
                           std::string& out);

/// A text that cannot run into what is behind it.
void append_counted(std::string_view text, std::string& out);

/// A pair of a form, as its bytes are.
struct RawPair {
  std::string name;                // decoded
  std::size_t begin = 0, end = 0;  // of the raw value; equal: empty
  bool has_value = false;          // there is a =
};

/// Nothing when there are too many.
std::optional<std::vector<RawPair>> form_pairs(std::string_view body);

/// Its value, decoded.
std::string form_value(std::string_view body, const RawPair& pair);

/// "a[b]" for /a/b, not encoded.
std::string form_name(const Pointer& pointer);

/// The parts of "a[b][0]"; "a[b" is one name, as it is.
Pointer form_parts(std::string_view name);

/// A decimal number ("12.50", "-3", "1e3") with its last digit before any exponent one more, as
/// text, so that no digits are lost; nothing when it is none.
std::optional<std::string> one_more(std::string_view number);

}  // namespace checkoutdiag::charge
