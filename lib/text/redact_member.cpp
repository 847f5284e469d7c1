#include "lib/text/redact_member.hpp"

#include <algorithm>
#include <iterator>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::text {
namespace {

// In lower case, without dashes and underscores.
constexpr std::string_view kNames[] = {
    "accesstoken",  "apikey",
    "apisecret",    "cardcode",
    "cardcvc",      "cardcvv",
    "cardnumber",   "cardpin",
    "clientsecret", "csc",
    "cvc",          "cvc2",
    "cvn",          "cvv",
    "cvv2",         "cvvnumber",
    "cvcnumber",    "pan",
    "passwd",       "password",
    "pin",          "primaryaccountnumber",
    "privatekey",   "refreshtoken",
    "secret",       "secretkey",
    "securitycode", "verificationvalue",
};

bool in_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

std::size_t name_length(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kLongestMemberName && in_name(text[end]))
    ++end;
  return end - at;
}

bool is_hidden(std::string_view name) {
  std::string plain;
  for (char c : name)
    if (c != '_' && c != '-') plain += lower(c);
  // "stripe_secret_key" ends in one of them; short ones are ends of other words.
  return std::any_of(std::begin(kNames), std::end(kNames), [&plain](std::string_view known) {
    return known.size() < 6 ? plain == known : plain.ends_with(known);
  });
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view set) {
  return std::min(text.find_first_not_of(set, at), text.size());
}

/// The quote at `at`, with the backslashes before it; empty: none. Behind an even number of them
/// it ends the string around.
std::string_view quote_at(std::string_view text, std::size_t at) {
  const std::size_t end = skip(text, at, "\\");
  if (end == text.size() || (text[end] != '"' && text[end] != '\'')) return {};
  if (end > at && (end - at) % 2 == 0) return {};
  return text.substr(at, end + 1 - at);
}

/// Where the text of a quoted value ends. JSON in a string of JSON has its quotes behind 1
/// backslash, in a string of that behind 3, and so on; a quote that belongs to the value has more,
/// and one of a string around it, which must not be passed either, has an even number.
std::size_t end_of_quoted(std::string_view text, std::size_t from, std::string_view quote) {
  const std::size_t own = quote.size() - 1;
  for (std::size_t at = from; at < text.size();) {
    const std::size_t end = skip(text, at, "\\");
    if (end == text.size()) break;
    const std::size_t slashes = end - at;
    if (text[end] == quote.back()) {
      if (slashes % (2 * own + 2) == own) return end - own;
      if (own > 0 && slashes % 2 == 0) return end;
    }
    at = end + 1;
  }
  return text.size();
}

HiddenMember quoted(std::string_view text, std::size_t at, std::size_t value,
                    std::string_view quote) {
  const std::size_t begin = value + quote.size();
  return {begin - at, end_of_quoted(text, begin, quote) - begin, "…"};
}

}  // namespace

std::optional<HiddenMember> hidden_member(std::string_view text, std::size_t at) {
  const std::size_t length = name_length(text, at);
  if (length == 0 || !is_hidden(text.substr(at, length))) return {};
  std::size_t next = at + length;
  const std::string_view name_quote = quote_at(text, next);
  next += name_quote.size();
  if (text.substr(next).starts_with(']')) ++next;
  if (equal_ignoring_case(text.substr(next, 3), "%5D")) next += 3;
  const std::size_t mark = skip(text, next, " \t");
  if (mark == text.size() || std::string_view("=:>").find(text[mark]) == std::string_view::npos)
    return {};
  const std::size_t value = skip(text, mark + 1, " \t\r\n>");
  const std::string_view quote = quote_at(text, value);
  // Of an element of XML nothing is in quotes; in {"pin>":12} one ends there.
  if (!quote.empty() && text[mark] == '>') return {};
  if (!quote.empty()) return quoted(text, at, value, quote);
  // Before the word is measured: in "pin=[pin=[…" it would be anew at each name.
  if (value < text.size() && (text[value] == '{' || text[value] == '[')) return {};
  const std::size_t end = std::min(text.find_first_of(",&}]); \t\r\n\"'<\\", value), text.size());
  const std::string_view word = text.substr(value, end - value);
  if (word.empty() || word == "null" || word == "true" || word == "false") return {};
  // A number of JSON; what is put there must be JSON again.
  std::string instead = "…";
  if (text[mark] == ':' && !name_quote.empty())
    instead = std::string(name_quote) + instead + std::string(name_quote);
  return HiddenMember{value - at, end - value, instead};
}

}  // namespace checkoutdiag::text
