#include "lib/threeds/base64url.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::threeds {
namespace {

constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
constexpr int kMostRounds = 3;
constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string byte;
    if (text[i] == '%' && text::decode_hex(text.substr(i + 1, 2), byte) && byte.size() == 1) {
      out += byte;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

int digit_of(char each) {
  if (each == '+') each = '-';
  if (each == '/') each = '_';
  const std::size_t at = kDigits.find(each);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// One layer, by its digits; `wrong`: what is none of them.
struct Layer {
  std::string bytes, wrong;
};

Layer unpacked(std::string_view digits) {
  Layer layer;
  unsigned bits = 0, count = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digit_of(digits[i]);
    if (digit < 0) {
      layer.wrong = fmt::format("character {} is none of base64url's", i + 1);
      return layer;
    }
    bits = (bits << 6) | static_cast<unsigned>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      layer.bytes += static_cast<char>((bits >> count) & 0xFF);
    }
  }
  if (digits.size() % 4 == 1) layer.wrong = "its last character is missing: the text was cut";
  return layer;
}

bool is_json(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  const std::string_view trimmed = text::trimmed(text, " \t\r\n");
  return trimmed.starts_with('{') && nlohmann::json::accept(trimmed);
}

// "creq=…&threeDSSessionData=…".
void take_form(std::string& text, Decoded& decoded) {
  for (const char* field : {"creq", "cres", "threeDSMethodData"})
    for (std::size_t at = 0; (at = text.find(std::string(field) + "=", at)) != std::string::npos;
         ++at) {
      if (at != 0 && text[at - 1] != '&' && text[at - 1] != '?') continue;
      const std::size_t begin = at + std::string_view(field).size() + 1;
      text = text.substr(begin, text.find('&', begin) - begin);
      decoded.oddities.push_back(
          fmt::format("it is a form's field {}, whose value was taken", field));
      return;
    }
}

// What stands around one layer, and what it is written with.
void tell_layer(std::string& text, Decoded& decoded) {
  if (text.find('%') != std::string::npos) {
    text = percent_decoded(text);
    decoded.oddities.emplace_back("it is percent-encoded");
  }
  std::string plain;
  for (const char each : text)
    if (each != '\n' && each != '\r' && each != ' ' && each != '\t') plain += each;
  if (plain.size() != text.size()) decoded.oddities.emplace_back("it has white space in it");
  text = plain;
  const std::size_t end = text.find_last_not_of('=');
  if (end + 1 < text.size()) {
    decoded.oddities.emplace_back("it is padded with =, which receivers need not take");
    text.resize(end + 1);
  }
  if (text.find_first_of("+/") != std::string::npos)
    decoded.oddities.emplace_back("it has the standard alphabet (+ and /) instead of - and _");
}

}  // namespace

Decoded decode_message(std::string_view given) {
  Decoded decoded;
  if (given.size() > kMostBytes) {
    decoded.fault = "it is larger than 4 MiB";
    return decoded;
  }
  std::string text(text::trimmed(given, " \t\r\n"));
  take_form(text, decoded);
  if (is_json(text)) {
    decoded.oddities.emplace_back("it is JSON itself, and was not encoded");
    decoded.json = text;
    return decoded;
  }
  for (int round = 0; round < kMostRounds; ++round) {
    tell_layer(text, decoded);
    Layer layer = unpacked(text);
    if (!layer.wrong.empty()) {
      decoded.fault = layer.wrong;
      return decoded;
    }
    if (is_json(layer.bytes)) {
      if (layer.bytes.starts_with(kMark)) {
        decoded.oddities.emplace_back("its JSON begins with a byte order mark");
        layer.bytes.erase(0, kMark.size());
      }
      if (round > 0)
        decoded.oddities.emplace_back(fmt::format("it is encoded {} times", round + 1));
      if (layer.bytes.find('\n') != std::string::npos)
        decoded.oddities.emplace_back("its JSON is on several lines");
      decoded.json = std::move(layer.bytes);
      return decoded;
    }
    text = std::move(layer.bytes);
    if (text.empty()) break;
    // What is no text is no further layer.
    for (const char each : text)
      if (each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        decoded.fault = "what it encodes is no JSON";
        return decoded;
      }
  }
  decoded.fault = "what it encodes is no JSON";
  return decoded;
}

std::string encode_message(std::string_view json) {
  std::string out;
  unsigned bits = 0, count = 0;
  for (const char each : json) {
    bits = (bits << 8) | static_cast<unsigned char>(each);
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += kDigits[(bits >> count) & 0x3F];
    }
  }
  if (count > 0) out += kDigits[(bits << (6 - count)) & 0x3F];
  return out;
}

}  // namespace checkoutdiag::threeds
