#include <algorithm>
#include <array>

#include "lib/text/json_tokens.hpp"
#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/form.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kKeepForm =
    "verify over the raw body, before the form is parsed:\n"
    "Express: express.urlencoded with a verify function that keeps the buffer\n"
    "Flask: request.get_data() before request.form; Django: request.body\n"
    "Laravel: $request->getContent(); PHP: file_get_contents('php://input')\n"
    "Rails: request.raw_post\n"
    "Spring: the InputStream in a filter, before anything calls getParameter\n"
    "Go: io.ReadAll(r.Body) before r.ParseForm";

constexpr Damage kFormWrapped{
    "body.form-wrapped", "the body was put into a form's field",
    "the field's decoded value alone is taken",
    "verify over the decoded value of the field, which is what the sender signed, not over the "
    "form\n"
    "where the webhook is set up, choose application/json if it can be chosen"};
constexpr Damage kFormUnwrapped{
    "body.form-unwrapped", "the body was a form, and one field's value was taken out of it",
    "the form is put together again",
    "verify over the raw body (payload=%7B%22...), and take the field out of it afterwards:\n"
    "Express: express.raw({type: '*/*'}) on this route, before express.urlencoded()\n"
    "Flask: request.get_data() before request.form\n"
    "PHP: file_get_contents('php://input'), not $_POST\n"
    "Rails: request.raw_post\n"
    "or choose application/json where the webhook is set up"};
constexpr Damage kPercentEncoded{
    "body.percent-encoded", "the body was percent-encoded", "the body is percent-decoded",
    "verify over the raw body, before anything decodes it\n"
    "when you send it on yourself: with Content-Type: application/json\n"
    "curl: --data-binary, not --data-urlencode"};
constexpr Damage kPlusBecameSpace{"body.plus-became-space", "each + of the body became a space",
                                  "each space is + again",
                                  "verify over the raw body, before anything decodes it as a form"};
constexpr Damage kFormRewritten{"body.form-reserialized",
                                "the form was parsed and written again with other escapes",
                                "the form is written as another library writes forms", kKeepForm};
constexpr Damage kFormBecameJson{"body.form-became-json",
                                 "the body was a form, and its fields were written as JSON",
                                 "they are a form again", kKeepForm};

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

// {"a":"1","b":"2"}: a form that a parser read and JSON.stringify wrote.
void take_members(std::string_view body, Offers& offers) {
  constexpr std::size_t kMost = 256;
  text::JsonTokens tokens(body);
  using Kind = text::JsonToken::Kind;
  if (tokens.next().kind != Kind::object_begin) return;
  std::vector<std::pair<std::string, std::string>> fields;
  for (text::JsonToken token = tokens.next(); token.kind != Kind::object_end;
       token = tokens.next()) {
    auto& [name, value] = fields.emplace_back();
    if (token.kind != Kind::key || !text::unescape_json(token.raw, name)) return;
    token = tokens.next();
    if (token.kind != Kind::string || !text::unescape_json(token.raw, value)) return;
    if (fields.size() == kMost) return;
  }
  if (fields.empty() || tokens.next().kind != Kind::end) return;
  for (const FormStyle& style : kFormStyles) {
    std::string form;
    for (const auto& [name, value] : fields)
      form +=
          (form.empty() ? "" : "&") + encode_form(name, style) + '=' + encode_form(value, style);
    offers.give(kFormBecameJson, std::move(form));
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
    take_members(body, offers);
    for (const FormStyle& style : kFormStyles)
      if (offers.open()) offers.give(kFormUnwrapped, "payload=" + encode_form(body, style));
  }
  plus_again(body, offers);
}

}  // namespace checkoutdiag::webhook
