#pragma once
#include <string_view>

#include "lib/webhook/repair/offers.hpp"

// The parts of body_repairs, each about one kind of damage. None looks at what another offered.
namespace checkoutdiag::webhook {

void undo_line_ends(std::string_view body, Offers& offers);
void undo_whitespace(std::string_view body, Offers& offers);    // BOM and NUL too
void undo_windows_save(std::string_view body, Offers& offers);  // CR LF, BOM, a last line end

void undo_base64_and_hex(std::string_view body, std::size_t limit, Offers& offers);
void undo_compression(std::string_view body, std::size_t limit, Offers& offers);

void undo_json_wrapping(std::string_view body, Offers& offers);
void undo_capture(std::string_view body, Offers& offers);  // headers, chunk sizes, quotes around it
void undo_forms(std::string_view body, Offers& offers);
void undo_payload_lines(std::string_view body, Offers& offers);  // of Braintree's bt_payload

void undo_charsets(std::string_view body, Offers& offers);
void undo_escaping(std::string_view body, Offers& offers);  // HTML, backslashes

/// Without spaces, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace checkoutdiag::webhook
