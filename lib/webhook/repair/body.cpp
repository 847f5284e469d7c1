#include "lib/text/ascii.hpp"
#include "lib/webhook/repair/body_parts.hpp"

namespace checkoutdiag::webhook {

std::string_view trimmed(std::string_view text) {
  return text::trimmed(text, " \t\r\n\v\f");
}

void body_repairs(std::string_view body, std::size_t limit, const Offer& offer) {
  if (body.empty() || body.size() > limit) return;
  Offers offers(body, limit, offer);
  undo_line_ends(body, offers);
  undo_whitespace(body, offers);
  undo_windows_save(body, offers);
  if (offers.open()) undo_base64_and_hex(body, limit, offers);
  if (offers.open()) undo_compression(body, limit, offers);
  if (offers.open()) undo_json_wrapping(body, offers);
  if (offers.open()) undo_payload_lines(body, offers);
  if (offers.open()) undo_forms(body, offers);
  if (offers.open()) undo_charsets(body, offers);
  if (offers.open()) undo_escaping(body, offers);
  if (offers.open()) undo_capture(body, offers);
}

}  // namespace checkoutdiag::webhook
