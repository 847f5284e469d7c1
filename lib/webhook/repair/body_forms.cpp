#include <algorithm>
#include <array>

#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/form.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr Damage kFormWrapped{
    "body.form-wrapped", "the body was put into a form's field",
    "the field's decoded value alone is taken",
    "verify over the decoded value of the field, which is what the sender signed, not over the "
    "form; or have the body sent as application/json"};
constexpr Damage kFormUnwrapped{
    "body.form-unwrapped", "the body was a form, and one field's value was taken out of it",
    "the form is put together again",
    "verify over the raw body (payload=%7B%22...) before the form is parsed, and take the field "
    "out "
    "afterwards; or choose application/json where the webhook is set up"};
constexpr Damage kPercentEncoded{
    "body.percent-encoded", "the body was percent-encoded", "the body is percent-decoded",
    "send it with Content-Type: application/json, and do not give a body that is no form to a form "
    "parser"};
constexpr Damage kPlusBecameSpace{"body.plus-became-space", "each + of the body became a space",
                                  "each space is + again",
                                  "verify over the raw body, before anything decodes it as a form"};
constexpr Damage kFormRewritten{
    "body.form-reserialized", "the form was parsed and written again with other escapes",
    "the form is written as another library writes forms",
    "verify over the raw body, before the form is parsed: express.urlencoded with a verify "
    "function that keeps the buffer, request.get_data() in Flask before request.form is read, "
    "request.body in Django, php://input in PHP, request.raw_post in Rails"};

bool is_likely_field(std::string_view name, std::string_view value) {
  constexpr std::array<std::string_view, 9> kNames = {
      "payload", "body", "data", "json", "event", "message", "content", "request", "notification"};
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  return value.starts_with('{') || value.starts_with('[') || value.starts_with('<');
}

// Calls f(name, value) for each field, as they are written, until it returns false.
template <typename F>
void each_field(std::string_view body, const F& f) {
  while (!body.empty()) {
    const std::string_view field = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), field.size() + 1));
    const std::size_t equals = std::min(field.find('='), field.size());
    if (!f(field.substr(0, equals), field.substr(equals))) return;
  }
}

void take_fields(std::string_view body, Offers& offers) {
  int left = 8;
  each_field(body, [&](std::string_view name, std::string_view value) {
    if (value.size() < 2) return true;
    value.remove_prefix(1);
    const std::string decoded = decode_form(value, true);
    if (!is_likely_field(name, decoded)) return true;
    offers.give(kFormWrapped, decoded);
    offers.give(kFormWrapped, decode_form(value, false));
    offers.give(kFormWrapped, std::string(value));
    return --left > 0 && offers.open();
  });
  // A value that was not encoded may hold & and = itself.
  const std::size_t equals = body.find('=');
  if (equals != std::string_view::npos && is_likely_field(body.substr(0, equals), {}))
    offers.give(kFormWrapped, std::string(body.substr(equals + 1)));
}

void write_form_again(std::string_view body, Offers& offers) {
  for (const FormStyle& style : kFormStyles) {
    if (!offers.open()) return;
    std::string out;
    each_field(body, [&](std::string_view name, std::string_view value) {
      if (!out.empty()) out += '&';
      out += encode_form(decode_form(name, true), style);
      if (!value.empty()) out += '=' + encode_form(decode_form(value.substr(1), true), style);
      return true;
    });
    offers.give(kFormRewritten, out);
  }
}

// Without anything that a form has to escape.
bool is_plain_ascii(std::string_view body) {
  return std::all_of(body.begin(), body.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

void decode_percents(std::string_view body, Offers& offers) {
  const bool plus_alone = body.find('+') != std::string_view::npos && is_plain_ascii(body);
  if (body.find('%') == std::string_view::npos && !plus_alone) return;
  // A form parser takes a body of another kind for the name of a field without a value.
  std::string_view name = body;
  if (name.ends_with('=')) name.remove_suffix(1);
  for (std::string_view text : {name, body})
    for (bool plus : {true, false})
      offers.give(kPercentEncoded, decode_form(text, plus));
}

// In JSON and XML spaces stand by right, too: a + at the beginning of a text is a telephone
// number's.
void plus_again(std::string_view body, Offers& offers) {
  std::string all(body), first(body);
  for (std::size_t at = 0; at < body.size(); ++at) {
    if (body[at] != ' ') continue;
    all[at] = '+';
    const bool begins = at > 0 && (body[at - 1] == '"' || body[at - 1] == '>');
    const bool number = at + 1 < body.size() && body[at + 1] >= '0' && body[at + 1] <= '9';
    if (begins && number) first[at] = '+';
  }
  offers.give(kPlusBecameSpace, std::move(first));
  offers.give(kPlusBecameSpace, std::move(all));
}

}  // namespace

void undo_forms(std::string_view body, Offers& offers) {
  const std::string_view text = trimmed(body);
  const bool structured = text.find_first_of("{[\"<") == 0;
  if (!structured) {
    take_fields(text, offers);
    decode_percents(body, offers);
    if (looks_like_form(body)) write_form_again(body, offers);
  } else {
    for (const FormStyle& style : kFormStyles)
      if (offers.open()) offers.give(kFormUnwrapped, "payload=" + encode_form(body, style));
  }
  plus_again(body, offers);
}

}  // namespace checkoutdiag::webhook
