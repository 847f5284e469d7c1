#pragma once
#include <string>
#include <vector>

#include "lib/text/json_tokens.hpp"
#include "lib/webhook/delivery.hpp"

namespace checkoutdiag::webhook {

/// What names and values of a JSON text are: headers have names that are tokens, text alone for
/// values, no spaces around it, and pseudo-headers (":path") that are left out; parameters may be
/// numbers, true and false too, kept as they are written.
enum class FieldKind { headers, params };

/// Reads names and values from the JSON value that begins with `first`: an object of strings or
/// lists of strings, or a list of {"name","value"} (or {"key","value"}) or ["name","value"]. Keeps
/// their order, and uses the memory of `fields` again. False: `fault` is a clause that says why;
/// empty: it is not JSON at tokens.at().
bool read_fields(text::JsonTokens& tokens, const text::JsonToken& first, FieldKind kind,
                 std::vector<Header>& fields, std::string& fault);

}  // namespace checkoutdiag::webhook
