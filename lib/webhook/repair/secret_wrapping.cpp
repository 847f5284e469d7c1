#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/webhook/repair/secret_ways.hpp"
#include "lib/webhook/repair/utf16.hpp"

namespace checkoutdiag::webhook {
namespace {

using Wrapping = std::optional<SecretWay>;

constexpr std::string_view kBom = "\xEF\xBB\xBF";

SecretWay wrapping(std::string_view id, std::string predicate, std::string repaired,
                   std::string_view fix, std::string_view inside) {
  return {id, std::move(predicate), std::move(repaired), fix, std::string(inside), true};
}

Wrapping byte_order_mark(std::string_view secret) {
  if (!secret.starts_with(kBom)) return {};
  return wrapping("secret.bom", "begins with a byte order mark", "the mark is removed",
                  "save the file with the secret as UTF-8 without a byte order mark",
                  secret.substr(kBom.size()));
}

// As > and Out-File of Windows PowerShell write it. A reader that drops a last LF leaves half of
// one.
Wrapping utf16(std::string_view secret) {
  if (secret.size() % 2 != 0 && secret.ends_with('\0')) secret.remove_suffix(1);
  const std::optional<std::string> text = utf16_as_utf8(secret);
  if (!text || !is_plain_text(*text)) return {};
  return wrapping("secret.utf16", "is UTF-16", "it is read as UTF-16",
                  "save the file with the secret as UTF-8 without a byte order mark; what writes "
                  "UTF-16 is > and Out-File of Windows PowerShell, and what does not:\n"
                  "  [IO.File]::WriteAllText(\"$PWD\\webhook-secret\", $env:WEBHOOK_SECRET)",
                  *text);
}

constexpr std::string_view kWithoutLineEnd =
    "store the secret without a line end; a Kubernetes secret is made from such a file:\n"
    "  printf %s \"$WEBHOOK_SECRET\" > webhook-secret\n"
    "  kubectl create secret generic webhook --from-file=webhook-secret";

Wrapping newline(std::string_view secret) {
  const std::size_t last = secret.find_last_not_of("\r\n");
  if (last == std::string_view::npos || last + 1 == secret.size()) return {};
  const std::string_view end = secret.substr(last + 1);
  const auto ends_with = [&](std::string predicate, std::string repaired) {
    return wrapping("secret.trailing-newline", "ends with " + std::move(predicate),
                    std::move(repaired), kWithoutLineEnd, secret.substr(0, last + 1));
  };
  if (end == "\n") return ends_with("a newline", "its newline is removed");
  if (end == "\r\n") return ends_with("CR LF", "its CR LF is removed");
  if (end == "\r") return ends_with("a carriage return", "its carriage return is removed");
  return ends_with("several line ends", "its line ends are removed");
}

// Spaces that cannot be told from each other by eye, as web pages and chats put them in.
constexpr std::array<std::string_view, 17> kSpaces = {" ",
                                                      "\t",
                                                      "\r",
                                                      "\n",
                                                      "\v",
                                                      "\f",
                                                      "\xC2\xA0",
                                                      "\xC2\xAD",
                                                      "\xE2\x80\x8B",
                                                      "\xE2\x80\x8C",
                                                      "\xE2\x80\x8D",
                                                      "\xE2\x80\x8E",
                                                      "\xE2\x80\xA8",
                                                      "\xE2\x80\xA9",
                                                      "\xE2\x80\xAF",
                                                      "\xE2\x81\xA0",
                                                      kBom};

std::string_view trimmed(std::string_view text) {
  for (bool found = true; found;) {
    found = false;
    for (std::string_view space : kSpaces) {
      if (text.starts_with(space)) text.remove_prefix(space.size()), found = true;
      if (text.ends_with(space)) text.remove_suffix(space.size()), found = true;
    }
  }
  return text;
}

Wrapping spaces(std::string_view secret) {
  const std::string_view inside = trimmed(secret);
  if (inside.size() == secret.size()) return {};
  return wrapping("secret.surrounding-whitespace", "has white space around it",
                  "that space is removed", "store the secret without spaces around it", inside);
}

Wrapping quotes(std::string_view secret) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kPairs = {{
      {"\"", "\""},
      {"'", "'"},
      {"`", "`"},
      {"\xE2\x80\x9C", "\xE2\x80\x9D"},
      {"\xE2\x80\x98", "\xE2\x80\x99"},
      {"<", ">"},
  }};
  for (const auto& [open, close] : kPairs) {
    if (secret.size() <= open.size() + close.size()) continue;
    if (!secret.starts_with(open) || !secret.ends_with(close)) continue;
    secret.remove_prefix(open.size());
    secret.remove_suffix(close.size());
    return wrapping("secret.quoted", "is in quotes", "the quotes are removed",
                    "store the secret without quotes; what keeps them as part of the value:\n"
                    "docker run --env-file, systemd's LoadCredential, Kubernetes manifests",
                    secret);
  }
  for (const char quote : {'"', '\''}) {
    const bool begins = secret.starts_with(quote);
    if (secret.size() < 2 || begins == secret.ends_with(quote)) continue;
    return wrapping(
        "secret.quoted",
        begins ? "begins with a quote that nothing ends" : "ends with a quote that nothing begins",
        "that quote is removed", "store the secret without quotes around it",
        begins ? secret.substr(1) : secret.substr(0, secret.size() - 1));
  }
  return {};
}

Wrapping python_bytes(std::string_view secret) {
  for (std::string_view open : {"b'", "b\"", "B'", "B\""}) {
    if (secret.size() <= open.size() + 1 || !secret.starts_with(open)) continue;
    if (secret.back() != open.back()) continue;
    return wrapping("secret.python-bytes", "is written as Python shows bytes (b'...')",
                    "b and the quotes are removed",
                    "store secret.decode(), and not str(secret) or f\"{secret}\" of bytes",
                    secret.substr(open.size(), secret.size() - open.size() - 1));
  }
  return {};
}

Wrapping variable_name(std::string_view secret) {
  std::string_view rest = secret;
  for (std::string_view word : {"export ", "set ", "ENV "})
    if (rest.starts_with(word)) rest.remove_prefix(word.size());
  const auto end = std::find_if(rest.begin(), rest.end(), [](char c) {
    return !text::is_letter(c) && !text::is_digit(c) && c != '_' && c != '-' && c != '.';
  });
  std::size_t at = static_cast<std::size_t>(end - rest.begin());
  if (at == 0 || text::is_digit(rest.front())) return {};
  rest = trimmed(rest.substr(at));
  // What is left of a JSON member's name when the outermost quotes are gone.
  if (rest.starts_with("\":") || rest.starts_with("\" :")) rest = trimmed(rest.substr(1));
  if (!rest.starts_with('=') && !rest.starts_with(':')) return {};
  rest = trimmed(rest.substr(1));
  // Base64 ends with such a sign, and nothing stands behind it.
  if (rest.find_first_not_of("=,;.") == std::string_view::npos) return {};
  return wrapping("secret.variable-name-included", "begins with a variable's name",
                  "the name is removed", "store what stands behind the name and its sign alone",
                  rest);
}

Wrapping bearer(std::string_view secret) {
  constexpr std::string_view kWord = "bearer ";
  if (secret.size() <= kWord.size()) return {};
  if (!text::equal_ignoring_case(secret.substr(0, kWord.size()), kWord)) return {};
  return wrapping("secret.bearer-prefix", "begins with \"Bearer\"", "\"Bearer\" is removed",
                  "store the secret without \"Bearer\", which belongs into an Authorization header",
                  trimmed(secret.substr(kWord.size())));
}

Wrapping punctuation(std::string_view secret) {
  constexpr std::string_view kMarks = ",;.";
  if (secret.size() < 2 || kMarks.find(secret.back()) == std::string_view::npos) return {};
  return wrapping("secret.trailing-punctuation", "ends with a comma, semicolon or full stop",
                  "that is removed", "store the secret without what ended its line",
                  secret.substr(0, secret.size() - 1));
}

}  // namespace

std::optional<SecretWay> outermost_wrapping(std::string_view secret) {
  // The newline before other white space: it has a cause of its own.
  for (auto* look : {&byte_order_mark, &utf16, &newline, &spaces, &python_bytes, &quotes,
                     &variable_name, &bearer, &punctuation})
    if (Wrapping found = look(secret); found && !found->value.empty()) return found;
  return {};
}

}  // namespace checkoutdiag::webhook
