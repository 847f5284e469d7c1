#include "lib/token/leak.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/text/pan.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::token {
namespace {

constexpr std::size_t kMostFound = 200;
constexpr std::size_t kLongestName = 40;
// Shorter base64 cannot hold a card number; longer is looked at up to there.
constexpr std::size_t kShortestBase64 = 20, kLongestBase64 = 64 * 1024;

bool is_name(char c) {
  return text::is_digit(c) || text::is_letter(c) || c == '_' || c == '-' || c == '.' || c == '[' ||
         c == ']';
}

// What is called after "name" not far before: {"name": "cvc", "value": "123"}, a tag's attributes,
// a part of a form.
std::string named_before(std::string_view text, std::size_t at) {
  constexpr std::size_t kFar = 250;
  const std::string_view near = text.substr(at - std::min(at, kFar), std::min(at, kFar));
  const std::size_t word = near.rfind("name");
  if (word == std::string_view::npos) return {};
  const std::size_t begin = near.find_first_not_of("\"'\\:= \t", word + 4);
  if (begin == std::string_view::npos) return {};
  std::size_t end = begin;
  while (end < near.size() && end - begin < kLongestName && is_name(near[end]))
    ++end;
  return std::string(near.substr(begin, end - begin));
}

// The name of the member or the field whose value begins at `at`.
std::string name_before(std::string_view text, std::size_t at) {
  constexpr std::string_view kBetween = "\"'\\ \t\n\r";
  std::size_t end = at;
  const auto skip = [&] {
    while (end > 0 && kBetween.find(text[end - 1]) != std::string_view::npos)
      --end;
  };
  const auto name = [&] {
    std::size_t begin = end;
    while (begin > 0 && end - begin < kLongestName && is_name(text[begin - 1]))
      --begin;
    return text.substr(begin, end - begin);
  };
  skip();
  if (end > 0 && (text[end - 1] == ':' || text[end - 1] == '=')) {
    --end;
    skip();
    const std::string found(name());
    return found == "value" ? named_before(text, at) : found;
  }
  // A part of multipart/form-data: its name, other headers, an empty line, its value.
  const std::string_view before = text.substr(0, at);
  if (before.ends_with("\n\n") || before.ends_with("\r\n\r\n")) return named_before(text, at);
  return {};
}

std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (text::is_letter(c)) out += text::lower(c);
  return out;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "cvc", "card[cvv2]", "cvv_code": a name that means nothing else.
bool is_code_field(std::string_view letters) {
  if (!has(letters, "cvc") && !has(letters, "cvv") && !letters.ends_with("cvn")) return false;
  // What became of it, not what it is.
  for (const std::string_view word : {"check", "result", "status", "match", "length", "valid"})
    if (has(letters, word)) return false;
  return true;
}

// Names that one-time passwords and departments have, too.
bool may_be_code_field(std::string_view letters) {
  for (const std::string_view name :
       {"csc", "securitycode", "verificationvalue", "verificationcode", "cardcode", "cid"})
    if (letters.ends_with(name)) return true;
  return false;
}

void add(std::vector<CardDatum>& found, CardDatum datum) {
  for (CardDatum& each : found) {
    if (each.kind != datum.kind || each.digits != datum.digits) continue;
    if (each.field.empty()) each.field = datum.field;
    each.is_sure = each.is_sure || datum.is_sure;
    return;
  }
  if (found.size() < kMostFound) found.push_back(std::move(datum));
}

// A run of digits, `at` its first: a number, or a code with a name for it before it.
void look_at(std::string_view text, std::size_t at, std::size_t run, bool wants_codes,
             std::vector<CardDatum>& found) {
  if (const auto pan = text::pan_at(text, at)) {
    add(found, {LeakKind::number, pan->digits, name_before(text, at)});
    return;
  }
  if (!wants_codes || run < 3 || run > 4) return;
  const std::string name = name_before(text, at), letters = letters_of(name);
  const bool is_sure = is_code_field(letters);
  if (is_sure || may_be_code_field(letters))
    add(found, {LeakKind::security_code, {}, name, is_sure});
}

void scan(std::string_view text, bool wants_codes, std::vector<CardDatum>& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!text::is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && text::is_digit(text[end]))
      ++end;
    look_at(text, at, end - at, wants_codes, found);
    at = end;
  }
}

bool is_base64(char c) {
  return text::is_digit(c) || text::is_letter(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

// A run as the text that it is base64 of; empty: of none.
std::string base64_text(std::string_view run) {
  if (run.size() < kShortestBase64 || run.size() > kLongestBase64) return {};
  const bool url = run.find_first_of("-_") != std::string_view::npos;
  const auto is_text = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  };
  std::string bytes;
  const bool is_one = text::decode_base64(run, bytes, {.url = url, .unpadded = true}) &&
                      std::all_of(bytes.begin(), bytes.end(), is_text);
  return is_one ? bytes : std::string();
}

// JSON's escapes undone, as far as the text is one run of them.
std::string json_decoded(std::string_view text) {
  std::string quoted = "\"", out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      quoted += text.substr(i, 2);
      ++i;
    } else if (text[i] == '"' || static_cast<unsigned char>(text[i]) < 0x20) {
      quoted += ' ';
    } else {
      quoted += text[i];
    }
  }
  quoted += '"';
  return text::unescape_json(quoted, out) ? out : std::string();
}

}  // namespace

std::string_view name(LeakPlace place) {
  switch (place) {
    case LeakPlace::url:
      return "the URL";
    case LeakPlace::request_header:
      return "a request header";
    case LeakPlace::request_body:
      return "the request body";
    case LeakPlace::web_socket:
      return "a WebSocket message";
    case LeakPlace::reply_header:
      return "a reply header";
    case LeakPlace::reply:
      return "the reply";
    case LeakPlace::console:
      return "the console";
  }
  return {};
}

std::string base64_texts(std::string_view text) {
  std::string all;
  const auto add_text = [&](std::string_view run) {
    const std::string bytes = base64_text(run);
    if (!bytes.empty()) all += bytes + '\n';
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64(text[end]))
      ++end;
    const std::string_view run = text.substr(at, end - at);
    add_text(run);
    // A slash may be the path's.
    if (const std::size_t slash = run.rfind('/'); slash != std::string_view::npos)
      add_text(run.substr(slash + 1));
    at = std::max(end, at + 1);
  }
  return all;
}

bool is_card_field(std::string_view name) {
  const std::string letters = letters_of(name);
  for (const std::string_view whole : {"number", "card", "cc", "pan", "num"})
    if (letters == whole) return true;
  for (const std::string_view end :
       {"cardnumber", "cardno", "cardnum", "ccnumber", "ccnum", "ccno", "creditcard", "debitcard",
        "acctnumber", "primaryaccountnumber", "cardpan"})
    if (letters.ends_with(end)) return true;
  return false;
}

std::vector<CardDatum> card_numbers_in(std::string_view text) {
  std::vector<CardDatum> found;
  scan(text, false, found);
  return found;
}

std::vector<CardDatum> card_data_in(std::string_view text) {
  constexpr bool wants_codes = true;
  std::vector<CardDatum> found;
  scan(text, wants_codes, found);
  std::string decoded(text);
  // Scripts that watch encode what was encoded before.
  for (int i = 0; i < 2 && decoded.find_first_of("%+") != std::string::npos; ++i) {
    decoded = webhook::decode_form_text(decoded);
    scan(decoded, wants_codes, found);
  }
  if (text.find("\\u") != std::string_view::npos) scan(json_decoded(text), wants_codes, found);
  scan(base64_texts(text), wants_codes, found);
  if (text.find("%2") != std::string_view::npos)
    scan(base64_texts(webhook::percent_decoded(text)), wants_codes, found);
  const auto is_number = [](const CardDatum& each) { return each.kind == LeakKind::number; };
  if (std::any_of(found.begin(), found.end(), is_number))
    for (CardDatum& each : found)
      each.is_sure = true;
  return found;
}

std::string Leak::shown() const {
  return text::shown_pan({digits.size(), digits});
}

}  // namespace checkoutdiag::token
