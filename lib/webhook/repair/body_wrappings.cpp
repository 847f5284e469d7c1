#include <array>
#include <charconv>

#include "lib/text/hex.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/repair/body_parts.hpp"
#include "lib/webhook/repair/json_writer.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using text::JsonTokens;
using Kind = JsonToken::Kind;

constexpr std::string_view kWrapped =
    "hand on the bytes as they came, and do not encode text that is JSON already:\n"
    "Node.js: no JSON.stringify(body) where body is a string\n"
    "Python: data=body in requests, not json=body; no json.dumps(body)\n"
    "PHP: no json_encode($body)";

constexpr Damage kStringWrapped{"body.json-string-wrapped", "the body was put into a JSON string",
                                "the string's text is taken out of it", kWrapped, true};
constexpr Damage kStringUnwrapped{
    "body.json-string-unwrapped",
    "the body was a JSON string that holds JSON, and was taken out of it",
    "it is put into a JSON string again",
    "verify over the body as it came, and decode it twice afterwards: the sender encodes its JSON "
    "twice"};
constexpr Damage kEnveloped{"body.enveloped",
                            "the body was put into a member of another JSON object",
                            "the member's value alone is taken",
                            "verify over the inner body alone:\n"
                            "Lambda: event.body\n"
                            "SQS: Body of the message; in Lambda, body of each of Records\n"
                            "SNS: Message\n"
                            "Pub/Sub: message.data, decoded from base64\n"
                            "EventBridge: detail keeps no bytes; send the body as a string in it"};
constexpr Damage kEnvelopedBase64{
    "body.enveloped", "the body was put into a member of another JSON object, as base64",
    "the member's value is taken and decoded from base64",
    "verify over the inner body alone, decoded:\n"
    "Lambda in Node.js: Buffer.from(event.body, 'base64') when event.isBase64Encoded is true\n"
    "Lambda in Python: base64.b64decode(event['body']) when event['isBase64Encoded'] is true\n"
    "Pub/Sub: message.data, decoded from base64"};
constexpr Damage kBuffer{
    "body.bytes-as-json", "the body's bytes were written as a JSON list of numbers",
    "the numbers are bytes again",
    "hand on the bytes as they are; what writes them as numbers:\n"
    "Node.js: JSON.stringify of a Buffer or Uint8Array; use body.toString('utf8')\n"
    "Python: json.dumps(list(body)); use body.decode('utf-8')"};

constexpr Damage kFieldName{"body.form-wrapped",
                            "the body was taken for the name of a form's field",
                            "the name alone is taken",
                            "verify over the raw body, before express.urlencoded or any other "
                            "form parser reads it\n"
                            "when you send it on yourself: with Content-Type: application/json"};

// {"…the whole body…":""}
void take_only_name(std::string_view body, Offers& offers) {
  JsonTokens tokens(body);
  if (tokens.next().kind != Kind::object_begin) return;
  const JsonToken name = tokens.next();
  std::string text;
  if (name.kind == Kind::key && tokens.next().raw == "\"\"" &&
      tokens.next().kind == Kind::object_end && text::unescape_json(name.raw, text) &&
      !text.empty())
    offers.give(kFieldName, text);
}

// A string's text; several times, when it holds another string.
void unwrap_strings(std::string_view body, Offers& offers) {
  constexpr int kMost = 3;
  std::string inner(trimmed(body)), out;
  for (int i = 0; i < kMost && inner.starts_with('"'); ++i) {
    JsonTokens tokens(inner);
    const JsonToken only = tokens.next();
    if (only.kind != Kind::string || tokens.next().kind != Kind::end) return;
    if (!text::unescape_json(only.raw, out) || out.empty()) return;
    offers.give(kStringWrapped, out);
    inner.swap(out);
  }
}

bool holds_a_body(std::string_view key) {
  constexpr std::array<std::string_view, 14> kNames = {
      "\"body\"",    "\"Body\"",    "\"rawBody\"", "\"raw_body\"", "\"payload\"",
      "\"data\"",    "\"message\"", "\"Message\"", "\"event\"",    "\"detail\"",
      "\"content\"", "\"request\"", "\"Records\"", "\"Sns\""};
  for (std::string_view name : kNames)
    if (key == name) return true;
  return false;
}

void give_string_member(std::string_view raw, Offers& offers) {
  std::string text, bytes;
  if (!text::unescape_json(raw, text) || text.empty()) return;
  if (text::decode_base64(text, bytes) && !bytes.empty()) offers.give(kEnvelopedBase64, bytes);
  offers.give(kEnveloped, text);
}

// The members of the outermost object, and of the objects in it whose names are likely, too: as
// values of their own, or in a list (Records of a Lambda event).
void open_envelopes(std::string_view body, Offers& offers) {
  constexpr int kMost = 12;
  JsonTokens tokens(body);
  if (tokens.next().kind != Kind::object_begin) return;
  int depth = 1;
  for (int given = 0; offers.open() && given < kMost && depth > 0;) {
    const JsonToken key = tokens.next();
    if (key.kind == Kind::object_begin) ++depth;
    if (key.kind == Kind::object_end) --depth;
    if (key.kind == Kind::object_begin || key.kind == Kind::object_end ||
        key.kind == Kind::array_end)
      continue;
    if (key.kind != Kind::key) return;
    const JsonToken value = tokens.next();
    const bool likely = holds_a_body(key.raw);
    if (likely && value.kind == Kind::string) {
      give_string_member(value.raw, offers);
      ++given;
    } else if (likely && depth == 1 && value.kind == Kind::array_begin) {
      JsonTokens ahead = tokens;
      if (ahead.next().kind != Kind::object_begin && !tokens.skip(value)) return;
    } else if (likely && depth <= 2 && value.kind == Kind::object_begin) {
      JsonTokens ahead = tokens;
      if (!ahead.skip(value)) return;
      const auto start = static_cast<std::size_t>(value.raw.data() - body.data());
      offers.give(kEnveloped, std::string(body.substr(start, ahead.at() - start)));
      ++given;
      ++depth;
    } else if (!tokens.skip(value)) {
      return;
    }
  }
}

bool append_octet(const JsonToken& token, std::string& out) {
  unsigned value = 0;
  const char* end = token.raw.data() + token.raw.size();
  if (token.kind != Kind::number) return false;
  const auto read = std::from_chars(token.raw.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value > 0xFF) return false;
  out += static_cast<char>(value);
  return true;
}

// [123,34], {"type":"Buffer","data":[123,34]} as Node writes it, {"0":123,"1":34}.
bool read_octets(std::string_view body, std::string& out) {
  JsonTokens tokens(body);
  JsonToken token = tokens.next();
  const bool object = token.kind == Kind::object_begin;
  if (object) {
    token = tokens.next();
    if (token.kind == Kind::key && token.raw == "\"type\"") {
      if (tokens.next().raw != "\"Buffer\"" || tokens.next().raw != "\"data\"") return false;
      token = tokens.next();
    }
  }
  if (token.kind == Kind::key) {
    for (; token.kind == Kind::key; token = tokens.next()) {
      if (token.raw != '"' + std::to_string(out.size()) + '"') return false;
      if (!append_octet(tokens.next(), out)) return false;
    }
    return token.kind == Kind::object_end && tokens.next().kind == Kind::end;
  }
  if (token.kind != Kind::array_begin) return false;
  for (token = tokens.next(); token.kind != Kind::array_end; token = tokens.next())
    if (!append_octet(token, out)) return false;
  if (object && tokens.next().kind != Kind::object_end) return false;
  return tokens.next().kind == Kind::end;
}

}  // namespace

void undo_json_wrapping(std::string_view body, Offers& offers) {
  unwrap_strings(body, offers);
  const std::string_view inside = trimmed(body);
  if (!inside.starts_with('{') && !inside.starts_with('[')) return;
  std::string out;
  if (read_octets(body, out) && !out.empty()) offers.give(kBuffer, out);
  open_envelopes(body, offers);
  take_only_name(body, offers);
  JsonTokens tokens(body);
  if (tokens.skip(tokens.next()) && tokens.next().kind == Kind::end)
    offers.give(kStringUnwrapped, quoted_json(body, StringStyle::plain));
}

}  // namespace checkoutdiag::webhook
