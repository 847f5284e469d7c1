#include <algorithm>

#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/form.hpp"

// Braintree signs bt_payload with the line feeds of its base64 in it: one behind each 60
// characters, as Ruby writes them, and one at the end.
namespace checkoutdiag::webhook {
namespace {

// Ruby's, and for senders of tests in other languages those of MIME and PEM.
constexpr std::size_t kLines[] = {60, 76, 64};

constexpr std::string_view kKeepPayload =
    "hand bt_payload to the SDK as the form has it, line feeds included; what takes them away:\n"
    "trim(), strip() and filters for white space: not on this field\n"
    "a log, a spreadsheet or a database column of one line: keep the raw request instead\n"
    "a form that is written by hand: escape the field, with LF as %0A and + as %2B";

constexpr Damage kLost{"body.payload-line-feeds-lost",
                       "bt_payload has lost the line feeds of its base64",
                       "they are put back at their places", kKeepPayload};
constexpr Damage kBecameSpaces{"body.payload-line-feeds-lost",
                               "the line feeds in the base64 of bt_payload became spaces",
                               "each is a line feed again", kKeepPayload};
constexpr Damage kBecameOthers{"body.payload-line-feeds-lost",
                               "the line feeds in the base64 of bt_payload became something else",
                               "they are put back at their places", kKeepPayload};
constexpr Damage kPlusUnescaped{"body.plus-became-space",
                                "each + in bt_payload is read as a space, for it is not escaped",
                                "it is + again", kKeepPayload};

constexpr Damage kLostAndPlus{
    "body.payload-line-feeds-lost",
    "bt_payload has lost the line feeds of its base64, and its + became spaces",
    "both are put back", kKeepPayload};

// A JSON or shell text has them as \n and \r.
std::string without_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view two = text.substr(at, 2);
    if (two == "\\n" || two == "\\r")
      ++at;
    else if (two.front() != '\r' && two.front() != '\n')
      out += two.front();
  }
  return out;
}

std::string replaced_spaces(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

// Spaces stand for line feeds where those are, and for + elsewhere.
std::string without_spaces_at_ends(std::string_view text, std::size_t line) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text[at] != ' ' && text[at] != '+')
      out += text[at];
    else if (at % (line + 1) != line)
      out += '+';
  if (out.size() % 4 == 1 && out.ends_with('+')) out.pop_back();  // the last line is shorter
  return out;
}

std::string in_lines(std::string_view base64, std::size_t line) {
  std::string out;
  for (std::size_t at = 0; at < base64.size(); at += line) {
    out += base64.substr(at, line);
    out += '\n';
  }
  return out;
}

}  // namespace

void undo_payload_lines(std::string_view body, Offers& offers) {
  constexpr std::string_view kName = "bt_payload=";
  std::size_t at = body.find(kName);
  if (at == std::string_view::npos || (at > 0 && body[at - 1] != '&')) return;
  at += kName.size();
  const std::string_view raw = body.substr(at, body.find('&', at) - at);
  const std::string text = decode_form(raw, false), joined = without_line_ends(text);
  const auto give = [&](const Damage& damage, std::string_view payload) {
    std::string form(body.substr(0, at));
    form += encode_form(payload, kFormStyles[0]);
    form += body.substr(at + raw.size());
    offers.give(damage, std::move(form));
  };
  const bool plain = joined.size() == text.size();
  const bool spaced = text.find_first_of(" +") != std::string::npos;
  if (spaced) give(kPlusUnescaped, replaced_spaces(text));
  std::string spaceless = joined;
  std::erase(spaceless, ' ');
  const Damage& damage = !plain                             ? kBecameOthers
                         : spaceless.size() < joined.size() ? kBecameSpaces
                                                            : kLost;
  for (const std::size_t line : kLines) {
    give(damage, in_lines(spaceless, line));
    if (!spaced) continue;
    if (plain) give(kBecameSpaces, in_lines(without_spaces_at_ends(text, line), line));
    give(kLostAndPlus, in_lines(replaced_spaces(joined), line));
  }
}

}  // namespace checkoutdiag::webhook
