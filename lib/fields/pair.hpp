#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/difference.hpp"

// Two rules for one field: what a form lets through, and what a gateway takes.
namespace checkoutdiag::fields {

struct Pair {
  std::string name;  // raw
  regex::Language front, gateway;
  regex::Normaliser normaliser;          // what the front end does before it sends
  bool luhn = false;                     // a card number
  std::string gateway_name;              // raw; empty: as the form calls it
  std::string country;                   // ISO 3166-1 alpha-2; empty: of all
  std::vector<regex::Pattern> typeable;  // no other values are compared
  bool is_fixed = false;                 // the page has the value: nobody is kept from another
  /// Of a field that the gateway takes left out, and that the form can send empty: whether it
  /// refuses the empty one. Nothing: of no such field.
  std::optional<bool> refuses_empty;
  /// Rules that are in neither language, a clause each, safe to print.
  std::vector<std::string> front_unread, gateway_unread;
};

/// A pattern as people write it: /…/flags, or the bare text. Throws Failure(input).
regex::Pattern pattern_of(const std::string& text, regex::Dialect dialect);

/// A line of NDJSON: {"name", "front": {"pattern", "flags", "match", "dialect", "minlength",
/// "maxlength", "values", "optional"}, "gateway": {…}, "normalise", "luhn"}. Throws Failure(input),
/// which names `file` and the line.
Pair read_pair(std::string_view line, const std::string& file, std::size_t number);

}  // namespace checkoutdiag::fields
