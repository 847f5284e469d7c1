#include "lib/webhook/form.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook {
namespace {

int digit_of(char c) {
  if (text::is_digit(c)) return c - '0';
  c = text::lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string encode(std::string_view text, std::string_view kept, bool plus) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (text::is_letter(c) || text::is_digit(c) || kept.find(c) != std::string_view::npos)
      out += c;
    else if (plus && c == ' ')
      out += '+';
    else
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 0x0F]});
  }
  return out;
}

bool looks_like_form(std::string_view body) {
  auto in_name = [](char c) {
    return text::is_letter(c) || text::is_digit(c) ||
           std::string_view("%+-._*[]").find(c) != std::string_view::npos;
  };
  std::size_t equals = body.find('=');
  if (equals == std::string_view::npos || equals == 0 || body.front() == '[') return false;
  return std::all_of(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(equals), in_name);
}

std::string decode(std::string_view text, char plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    int high = text[i] == '%' && i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    int low = high >= 0 ? digit_of(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i] == '+' ? plus : text[i];
      continue;
    }
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string decode_form_text(std::string_view text) {
  return decode(text, ' ');
}

std::string percent_decoded(std::string_view text) {
  return decode(text, '+');
}

std::optional<std::vector<Header>> decode_form(std::string_view text) {
  std::vector<Header> pairs;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('&'), text.size());
    std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (pairs.size() == kMostPairs) return {};
    std::size_t equals = std::min(pair.find('='), pair.size());
    std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    pairs.push_back({decode_form_text(pair.substr(0, equals)), decode_form_text(value)});
  }
  return pairs;
}

std::optional<std::vector<Header>> decode_query(std::string_view url) {
  url = url.substr(0, url.find('#'));
  std::size_t mark = url.find('?');
  return decode_form(mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1));
}

std::string encode_form_text(std::string_view text) {
  return encode(text, "*-._", true);
}

std::string encode_component(std::string_view text) {
  return encode(text, "-_.!~*'()", false);
}

std::string encode_form(const std::vector<Header>& pairs) {
  std::string out;
  for (const Header& pair : pairs) {
    if (!out.empty()) out += '&';
    out += encode_form_text(pair.name) + '=' + encode_form_text(pair.value);
  }
  return out;
}

bool is_form(const Delivery& delivery) {
  const std::string* type = find_header(delivery, "Content-Type");
  if (!type || type->empty()) return looks_like_form(delivery.body);
  std::string_view essence = std::string_view(*type).substr(0, type->find(';'));
  essence = essence.substr(0, essence.find_last_not_of(" \t") + 1);
  return text::equal_ignoring_case(essence, "application/x-www-form-urlencoded");
}

}  // namespace checkoutdiag::webhook
