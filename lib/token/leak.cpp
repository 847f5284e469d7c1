#include "lib/token/leak.hpp"

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/text/pan.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::token {
namespace {

constexpr std::size_t kMostFound = 20;
constexpr std::size_t kLongestName = 40;
// Shorter base64 cannot hold a card number; longer is looked at up to there.
constexpr std::size_t kShortestBase64 = 20, kLongestBase64 = 64 * 1024;

bool is_name(char c) {
  return text::is_digit(c) || text::is_letter(c) || c == '_' || c == '-' || c == '.' || c == '[' ||
         c == ']';
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
    return std::string(name());
  }
  // A part of multipart/form-data: its name, two line ends, its value.
  constexpr std::string_view kPart = "name=\"";
  const std::string_view part = name();
  return text.substr(0, end - part.size()).ends_with(kPart) ? std::string(part) : std::string();
}

std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (text::is_letter(c)) out += text::lower(c);
  return out;
}

// "cvc", "card[cvv2]", "securityCode": a name that says what it is, and is no longer one.
bool is_code_field(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames = {"cvc",
                                                       "cvv",
                                                       "cvn",
                                                       "csc",
                                                       "securitycode",
                                                       "verificationvalue",
                                                       "verificationcode",
                                                       "cardcode",
                                                       "cvnumber",
                                                       "cardsecuritycode"};
  const std::string letters = letters_of(name);
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view known) { return letters.ends_with(known); });
}

void add(std::vector<CardDatum>& found, CardDatum datum) {
  for (CardDatum& each : found) {
    if (each.kind != datum.kind || each.digits != datum.digits) continue;
    if (each.field.empty()) each.field = datum.field;
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
  const std::string name = name_before(text, at);
  if (is_code_field(name)) add(found, {LeakKind::security_code, {}, name});
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

// Runs that are base64 of text: what a script packed before it sent it.
void scan_base64(std::string_view text, bool wants_codes, std::vector<CardDatum>& found) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64(text[end]))
      ++end;
    if (end - at >= kShortestBase64 && end - at <= kLongestBase64) {
      const std::string_view run = text.substr(at, end - at);
      const bool url = run.find_first_of("-_") != std::string_view::npos;
      const auto is_text = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
      };
      std::string bytes;
      if (text::decode_base64(run, bytes, {.url = url, .unpadded = true}) &&
          std::all_of(bytes.begin(), bytes.end(), is_text))
        scan(bytes, wants_codes, found);
    }
    at = std::max(end, at + 1);
  }
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

bool is_card_field(std::string_view name) {
  constexpr std::array<std::string_view, 8> kParts = {"card", "pan",    "ccnum",   "ccno",
                                                      "acct", "number", "account", "payment"};
  const std::string letters = letters_of(name);
  return letters == "cc" || std::any_of(kParts.begin(), kParts.end(), [&](std::string_view part) {
           return letters.find(part) != std::string::npos;
         });
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
  if (text.find_first_of("%+") != std::string_view::npos)
    scan(webhook::decode_form_text(text), wants_codes, found);
  if (text.find("\\u") != std::string_view::npos) scan(json_decoded(text), wants_codes, found);
  scan_base64(text, wants_codes, found);
  return found;
}

std::string Leak::shown() const {
  return text::shown_pan({digits.size(), digits});
}

}  // namespace checkoutdiag::token
