#include "lib/webhook/rfc9421/target.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::webhook::rfc9421 {
namespace {

bool is_scheme(std::string_view text) {
  return !text.empty() && text::is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

int hex_digit(char c) {
  if (text::is_digit(c)) return c - '0';
  c = text::lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Decodes as a form does, and encodes what is not plain: "a+b" and "a%20b" are both "a%20b".
std::string encoded_again(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%' && text.size() - i > 2) {
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        i += 2;
      }
    }
    const auto byte = static_cast<unsigned char>(c);
    if (text::is_letter(c) || text::is_digit(c) || c == '*' || c == '-' || c == '.' || c == '_')
      out += c;
    else
      out.append(1, '%').append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 0x0F]);
  }
  return out;
}

}  // namespace

std::string normal_authority(std::string_view authority, std::string_view scheme) {
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  std::string out = text::lower(authority);
  const std::string_view port = scheme == "http" ? ":80" : scheme == "https" ? ":443" : ":";
  if (out.ends_with(port))
    out.resize(out.size() - port.size());
  else if (out.ends_with(':'))
    out.pop_back();
  return out;
}

std::optional<Target> read_target(std::string_view url) {
  Target target;
  target.whole = url.substr(0, url.find('#'));
  const std::size_t colon = target.whole.find("://");
  if (colon == std::string_view::npos || !is_scheme(url.substr(0, colon))) return {};
  target.scheme = text::lower(url.substr(0, colon));
  std::string_view rest = target.whole.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  target.authority = normal_authority(authority, target.scheme);
  if (target.authority.empty()) return {};
  rest.remove_prefix(authority.size());
  const std::size_t mark = rest.find('?');
  target.path = mark == 0 || rest.empty() ? "/" : rest.substr(0, mark);
  target.has_query = mark != std::string_view::npos;
  if (target.has_query) target.query = rest.substr(mark + 1);
  return target;
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  std::optional<std::string> value;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.empty() || encoded_again(pair.substr(0, equals)) != name) continue;
    if (value) return {};
    value = encoded_again(pair.substr(std::min(equals + 1, pair.size())));
  }
  return value;
}

}  // namespace checkoutdiag::webhook::rfc9421
