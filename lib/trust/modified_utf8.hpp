#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::trust {

/// Java's modified UTF-8 (java.io.DataInput) as UTF-8: C0 80 is NUL, surrogates are encoded one by
/// one. Bytes that are not of that form are returned as they are.
std::string from_modified_utf8(std::string_view bytes);

}  // namespace checkoutdiag::trust
