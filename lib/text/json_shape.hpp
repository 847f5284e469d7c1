#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// What a JSON text may hold at most.
struct JsonLimits {
  std::size_t depth = 0;   // objects and lists within each other
  std::size_t values = 0;  // of all kinds, objects and lists too
};

/// The first thing that is wrong with a JSON text.
struct JsonFault {
  enum class Kind {
    not_json,     // what is at `byte` cannot be there
    number,       // one that fits no type, such as 1e999
    too_deep,     // more than JsonLimits::depth
    too_many,     // more than JsonLimits::values
    given_twice,  // `key` in one object
  };
  Kind kind = Kind::not_json;
  std::size_t byte = 0;  // of not_json and number: counted from 1, as far as the text was read
  std::string key;       // as the text has it: not safe to print
};

/// Goes over a text once, in linear time, before anything is built from it, and finds what a JSON
/// library would take in silence too: depth, a million empty lists, which take thirty times their
/// bytes, and a key given twice, of which one would be lost. A text without fault can be parsed.
std::optional<JsonFault> fault_in_json(std::string_view text, const JsonLimits& limits);

/// Where a byte is, for people: "line 3, column 5".
std::string line_and_column(std::string_view text, std::size_t byte);

}  // namespace checkoutdiag::text
