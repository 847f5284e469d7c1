#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/repair/secret_ways.hpp"

namespace checkoutdiag::webhook {
namespace {

using Ways = std::vector<SecretWay>;

constexpr std::size_t kMostParts = 8;  // of a list of secrets, of a JSON document

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool here = text.substr(at).starts_with(from);
    out += here ? to : text.substr(at, 1);
    at += here ? from.size() : 1;
  }
  return out;
}

// "-----BEGIN X----- MII… -----END X-----" with the line ends put back.
std::string pem_lines(std::string_view text) {
  constexpr std::string_view kDashes = "-----";
  const std::size_t begin_ends = text.find(kDashes, text.find(kDashes) + kDashes.size());
  const std::size_t end_begins = text.rfind("-----END");
  if (begin_ends == std::string_view::npos || end_begins == std::string_view::npos) return {};
  const std::size_t inside = begin_ends + kDashes.size();
  if (end_begins < inside) return {};
  std::string out(text.substr(0, inside));
  constexpr std::size_t kLine = 64;
  std::size_t column = 0;
  out += '\n';
  for (char c : text.substr(inside, end_begins - inside)) {
    if (is_space(c)) continue;
    if (column == kLine) out += '\n', column = 0;
    out += c;
    ++column;
  }
  out += '\n';
  out += text.substr(end_begins);
  return out + '\n';
}

void add_pem(std::string_view secret, Ways& ways) {
  if (secret.find("-----BEGIN") == std::string_view::npos) return;
  const std::string lines = replaced(replaced(secret, "\\r", ""), "\\n", "\n");
  if (lines != secret)
    ways.push_back(
        {"secret.escaped-newlines", "has \\n written where its lines end", "these become line ends",
         "store the key with real line ends, or turn \\n into them when it is read", lines});
  if (std::string pem = pem_lines(lines); !pem.empty())
    ways.push_back({"secret.line-ends-lost", "has lost the ends of its lines",
                    "the lines of the PEM text are put back",
                    "store the key as a file, or quote the variable wherever it is used",
                    std::move(pem)});
}

void add_inner_space(std::string_view secret, Ways& ways) {
  std::string without;
  std::copy_if(secret.begin(), secret.end(), std::back_inserter(without),
               [](char c) { return !is_space(c); });
  if (without.size() == secret.size()) return;
  ways.push_back({"secret.whitespace-inside", "has spaces or line ends inside", "they are removed",
                  "store the secret in one piece: base64 -w0 breaks no lines", std::move(without),
                  true});
}

std::string without_backslashes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    out += text[at];
  }
  return out;
}

void add_escapes(std::string_view secret, Ways& ways) {
  ways.push_back({"secret.percent-encoded", "is percent-encoded", "it is decoded",
                  "store the secret as the sender shows it, not as a URL has it",
                  percent_decoded(secret)});
  ways.push_back({"secret.backslashes", "has backslashes before some of its characters",
                  "they are removed",
                  "store the secret without what a shell needed: in single quotes it needs none",
                  without_backslashes(secret)});
  ways.push_back({"secret.doubled-dollar", "has $$ where the right one has $", "it is made one $",
                  "write $$ in a compose file alone, where it stands for one $",
                  replaced(secret, "$$", "$")});
  ways.push_back({"secret.html-escaped", "has &amp; where the right one has &", "it is made one &",
                  "copy the secret from the page, not from its source",
                  replaced(secret, "&amp;", "&")});
}

// "old,new", and one secret that was pasted twice.
void add_parts(std::string_view secret, Ways& ways) {
  const std::size_t half = secret.size() / 2;
  if (half > 0 && secret.size() % 2 == 0 && secret.substr(0, half) == secret.substr(half))
    ways.push_back({"secret.pasted-twice", "is there twice, one behind the other",
                    "one of them is removed", "store the secret once",
                    std::string(secret.substr(0, half))});
  std::size_t parts = 0;
  for (std::size_t at = 0; at <= secret.size() && parts < kMostParts; ++parts) {
    const std::size_t end = std::min(secret.find_first_of(",; \t\r\n|", at), secret.size());
    if (end - at < secret.size() && end > at)
      ways.push_back({"secret.several-in-one", "is a list of several, or has words behind it",
                      "the one at place " + std::to_string(parts + 1) + " is taken",
                      "give each secret by itself, and no comment behind it",
                      std::string(secret.substr(at, end - at))});
    at = end + 1;
  }
}

// What AWS Secrets Manager and Vault hand out is a JSON document with the secret in it.
void add_json(std::string_view secret, Ways& ways) {
  if (!secret.starts_with('{')) return;
  text::JsonTokens tokens(secret);
  std::size_t found = 0;
  for (text::JsonToken token = tokens.next();; token = tokens.next()) {
    if (token.kind == text::JsonToken::Kind::fault || token.kind == text::JsonToken::Kind::end)
      return;
    std::string text;
    if (token.kind != text::JsonToken::Kind::string || !text::unescape_json(token.raw, text))
      continue;
    ways.push_back({"secret.inside-json", "is a JSON document", "the text inside it is taken",
                    "read the member that holds the secret out of the document", std::move(text)});
    if (++found == kMostParts) return;
  }
}

void add_text_changes(const Scheme& scheme, std::string_view secret, Ways& ways) {
  const KeyForm form = scheme.secret.form;
  if (form != KeyForm::text && form != KeyForm::sha1) return;
  for (std::string_view end : {"\n", "\r\n"})
    ways.push_back({"secret.newline-is-part", "has no newline at its end, and the sender's has one",
                    "a newline is added",
                    "take the newline out of the sender's secret; until then the newline is part "
                    "of the key",
                    std::string(secret) + std::string(end), end == "\n"});
  ways.push_back({"secret.bearer-is-part", "lacks \"Bearer \", with which the sender makes its key",
                  "\"Bearer \" is put before it",
                  "use \"Bearer \" and the secret as the key, as the sender does",
                  "Bearer " + std::string(secret)});
  std::string upper(secret);
  for (char& c : upper)
    if (text::lower(c) != c || text::is_letter(c))
      c = static_cast<char>(text::lower(c) - 'a' + 'A');
  ways.push_back({"secret.case-changed", "has capital letters", "they are made small",
                  "store the secret in the case in which the sender shows it",
                  text::lower(secret)});
  ways.push_back({"secret.case-changed", "has small letters", "they are made capitals",
                  "store the secret in the case in which the sender shows it", std::move(upper)});
}

// AB:CD:EF, AB-CD-EF and 0xABCDEF where plain hex is read.
void add_hex_marks(const Scheme& scheme, std::string_view secret, Ways& ways) {
  if (scheme.secret.form != KeyForm::hex) return;
  if (secret.starts_with("0x") || secret.starts_with("0X"))
    ways.push_back({"secret.prefix-included", "begins with 0x", "0x is removed",
                    "store the digits alone", std::string(secret.substr(2))});
  for (std::string_view mark : {":", "-"})
    ways.push_back({"secret.separators", "has signs between its digits", "they are removed",
                    "store the digits alone", replaced(secret, mark, "")});
}

}  // namespace

std::vector<SecretWay> other_spellings(const Scheme& scheme, std::string_view secret) {
  Ways ways;
  add_pem(secret, ways);
  add_inner_space(secret, ways);
  add_hex_marks(scheme, secret, ways);
  add_text_changes(scheme, secret, ways);
  add_json(secret, ways);
  add_parts(secret, ways);
  add_escapes(secret, ways);
  return ways;
}

}  // namespace checkoutdiag::webhook
