#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::threeds {

/// A creq, cres or threeDSMethodData that was decoded.
struct Decoded {
  std::string json;                   // raw; empty: no JSON is in it
  std::vector<std::string> oddities;  // what was not as it must be: clauses
  std::string fault;                  // why there is none: a clause
};

/// Takes base64url with or without padding, the standard alphabet, percent-encoding around it, a
/// form's "creq=…", and one encoding too many; says which of these it was.
Decoded decode_message(std::string_view text);

/// Base64url without padding (RFC 4648 section 5), as these messages are sent.
std::string encode_message(std::string_view json);

}  // namespace checkoutdiag::threeds
