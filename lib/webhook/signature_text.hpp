#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/webhook/verify.hpp"

namespace checkoutdiag::webhook {

/// Whether `text` is how the raw bytes of a MAC are written, in any of the encodings. Takes the
/// same time wherever they differ.
bool is_text_of(std::string_view raw, std::string_view text, const std::vector<Encoding>& encodings,
                SignatureForm form);

/// The raw bytes of a signature's text, read as `form` says; nothing when it is not that.
std::optional<std::string> signature_bytes(std::string_view text, Encoding encoding,
                                           SignatureForm form);

/// How a scheme writes raw bytes.
std::string signature_text(std::string_view raw, Encoding encoding);

}  // namespace checkoutdiag::webhook
