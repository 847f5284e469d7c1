#pragma once
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/json_tokens.hpp"

// JSON written as this or that library writes it, from tokens, so that nothing is lost that the
// style does not change. Each function makes one change and leaves the rest.
namespace checkoutdiag::webhook {

using Tokens = std::vector<text::JsonToken>;
using Arena = std::deque<std::string>;  // what changed tokens point to

/// Which characters of a string are escapes.
enum class StringStyle {
  plain,        // only those that must be: JSON.stringify, Ruby, Rust
  ascii,        // \u00e9: Python
  php,          // \u00e9 and \/
  go,           // \u003c \u003e \u0026 \u2028 \u2029: Go, Rails
  slashes,      // \/: PHP with JSON_UNESCAPED_UNICODE
  ascii_upper,  // \u00E9: Jackson with ESCAPE_NON_ASCII
  gson,         // as Go, and \u003d \u0027
  dotnet,       // System.Text.Json: \u0022 \u0026 \u0027 \u002B \u003C \u003E \u0060 \u00E9
};

/// A text in quotes. Bytes that are not UTF-8 stay as they are.
std::string quoted_json(std::string_view text, StringStyle style);

/// The tokens with all strings and names in that style.
Tokens with_strings(const Tokens& tokens, StringStyle style, Arena& arena);

/// How members are sorted.
enum class MemberOrder {
  by_name,         // in all objects, by bytes: sort_keys, jq -S, Go's maps
  outer_by_name,   // in the outermost object alone: PHP's ksort
  by_name_length,  // the shorter first: PostgreSQL's jsonb, CBOR
};

Tokens with_order(const Tokens& tokens, MemberOrder order);

/// What stands between the tokens.
struct Spacing {
  enum class Empty {
    joined,
    spaced,
    ruby_lists,
    ruby
  };  // {} [] · { } [ ] · [ LF LF ] · { LF } too
  std::string_view comma = ",", colon = ":";
  std::string_view indent;     // one level; of no use without lines
  bool lines = false;          // every element on a line of its own
  bool lists_in_line = false;  // but not those of lists: Jackson
  std::string_view inside;     // between brackets and what is in them, where there is no line end
  Empty empty = Empty::joined;
};

/// All tokens as one text; empty when it would have more than `limit` bytes.
std::string write_json(const Tokens& tokens, const Spacing& spacing, std::string_view line_end,
                       std::size_t limit);

/// The text with other tokens in the places of its own; as many as it has.
std::string write_in_place(std::string_view text, const Tokens& own, const Tokens& other);

}  // namespace checkoutdiag::webhook
