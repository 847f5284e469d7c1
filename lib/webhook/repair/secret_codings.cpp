#include <algorithm>

#include "lib/text/hex.hpp"
#include "lib/webhook/repair/secret_ways.hpp"

namespace checkoutdiag::webhook {
namespace {

using Ways = std::vector<SecretWay>;

constexpr std::string_view kUseInner =
    "store the secret as the sender shows it, decoded\n"
    "it was copied from kubectl get secret -o yaml, which shows base64: decode it once\n"
    "or it was encoded once more when it was stored: data: in a manifest takes base64, stringData: "
    "and --from-literal take the text itself";
constexpr std::string_view kUseInnerHex =
    "store the secret as the sender shows it, not as hex digits of its characters";
constexpr std::string_view kUseBytes =
    "make the key from what the base64 decodes to, as the sender does, or use the scheme that "
    "does:\n"
    "Node.js: Buffer.from(secret, 'base64')\n"
    "Python: base64.b64decode(secret)\n"
    "PHP: base64_decode($secret)\n"
    "Java: Base64.getDecoder().decode(secret)\n"
    "Go: base64.StdEncoding.DecodeString(secret)";
constexpr std::string_view kUseHexBytes =
    "make the key from what the hex digits decode to, as the sender does, or use the scheme that "
    "does:\n"
    "Node.js: Buffer.from(secret, 'hex')\n"
    "Python: bytes.fromhex(secret)\n"
    "PHP: hex2bin($secret)\n"
    "Java: HexFormat.of().parseHex(secret)\n"
    "Go: hex.DecodeString(secret)";
constexpr std::string_view kUseText =
    "make the key from the text's own bytes, as the sender does, or use the scheme that does:\n"
    "Node.js: createHmac('sha256', secret), without Buffer.from(secret, 'base64')\n"
    "Python: secret.encode()\n"
    "PHP: hash_hmac('sha256', $body, $secret)\n"
    "Java: secret.getBytes(StandardCharsets.UTF_8)\n"
    "Go: []byte(secret)";
constexpr std::string_view kEncodeAgain =
    "store the secret as the sender shows it, and decode nothing on the way";

// Base64 in any of its forms; short texts are words more often than base64.
bool decode_any_base64(std::string_view text, std::string& out) {
  if (text.size() < 4) return false;
  return text::decode_base64(text, out, {.unpadded = true}) ||
         text::decode_base64(text, out, {.url = true, .unpadded = true});
}

// The secret that stands for these key bytes; nothing when the form has no way to write them.
std::string secret_of(KeyForm form, std::string_view key) {
  switch (form) {
    case KeyForm::text:
    case KeyForm::sha1:
      return std::string(key);
    case KeyForm::hex:
      return text::hex(text::bytes_of(key));
    case KeyForm::base64:
    case KeyForm::any:
      return text::base64(text::bytes_of(key));
    case KeyForm::ed25519:
      return key.size() == 32 ? "whpk_" + text::base64(text::bytes_of(key)) : std::string();
    case KeyForm::certificate:
      return {};
  }
  return {};
}

bool reads_text(const Scheme& scheme) {
  return scheme.secret.form == KeyForm::text || scheme.secret.form == KeyForm::sha1;
}

// The configured text is an encoding of the text that the sender shows.
void add_inner_text(Ways& ways, std::string_view id, std::string_view how, std::string_view inner) {
  if (!is_plain_text(inner)) return;
  std::string_view bare = inner.substr(0, inner.find_last_not_of(" \r\n\t") + 1);
  ways.push_back({id, std::string("is the ") + std::string(how) + " of the right one",
                  "it is decoded", how == "hex" ? kUseInnerHex : kUseInner, std::string(inner)});
  if (bare.size() < inner.size() && !bare.empty())
    ways.push_back({id,
                    std::string("is the ") + std::string(how) +
                        " of the right one with a newline or space behind it",
                    "it is decoded and that is removed", how == "hex" ? kUseInnerHex : kUseInner,
                    std::string(bare)});
}

void add_base64(const Scheme& scheme, std::string_view text, Ways& ways) {
  std::string once, twice;
  if (!decode_any_base64(text, once)) return;
  add_inner_text(ways, "secret.base64-encoded", "base64", once);
  std::string_view inner = once;
  inner = inner.substr(0, inner.find_last_not_of(" \r\n\t") + 1);
  if (decode_any_base64(inner, twice))
    add_inner_text(ways, "secret.base64-twice", "base64 of the base64", twice);
  if (scheme.secret.form == KeyForm::base64 || scheme.secret.form == KeyForm::any) {
    ways.push_back({"secret.base64url", "is base64url", "it is written as base64",
                    "store the secret as the sender shows it, with + and /",
                    text::base64(text::bytes_of(once))});
    return;
  }
  ways.push_back({"secret.base64-decoded",
                  reads_text(scheme) ? "is taken as text, and the sender decodes it from base64"
                                     : "is base64, which the scheme does not have",
                  reads_text(scheme) ? "the key is what its base64 decodes to"
                                     : "it is written as the scheme has it",
                  kUseBytes, secret_of(scheme.secret.form, once)});
}

void add_hex(const Scheme& scheme, std::string_view text, Ways& ways) {
  std::string bytes;
  if (!text::decode_hex(text, bytes) || bytes.empty()) return;
  add_inner_text(ways, "secret.hex-encoded", "hex", bytes);
  if (scheme.secret.form == KeyForm::hex) return;
  ways.push_back({"secret.hex-decoded",
                  reads_text(scheme) ? "is taken as text, and the sender decodes it from hex"
                                     : "is hex, which the scheme does not have",
                  reads_text(scheme) ? "the key is what its hex decodes to"
                                     : "it is written as the scheme has it",
                  kUseHexBytes, secret_of(scheme.secret.form, bytes)});
}

void add_prefixes(const Scheme& scheme, std::string_view secret, Ways& ways) {
  const std::string_view rest = without_prefix(scheme, secret);
  const bool tells_kind = scheme.secret.form == KeyForm::ed25519;  // whpk_ or whsk_
  if (scheme.secret.strips_prefix && !tells_kind) return;
  if (rest.size() < secret.size()) {
    if (tells_kind) return;
    const std::string prefix(secret.substr(0, secret.size() - rest.size()));
    ways.push_back({"secret.prefix-included", "has the prefix " + prefix,
                    "the key is made without the prefix",
                    "the sender makes its key without the prefix: leave it out, or use the scheme "
                    "that does",
                    std::string(rest)});
    return;
  }
  for (const std::string& prefix : scheme.secret.prefixes)
    ways.push_back({"secret.prefix-missing", "lacks the prefix " + prefix,
                    prefix + " is put before it",
                    "store the secret whole, as the sender shows it: the prefix is part of the key",
                    prefix + std::string(secret)});
}

void add_text_of(const Scheme& scheme, std::string_view secret, Ways& ways) {
  if (reads_text(scheme)) {
    ways.push_back({"secret.decoded-too-far", "is what the right one decodes to",
                    "it is encoded as base64 again", kEncodeAgain,
                    text::base64(text::bytes_of(secret))});
    ways.push_back({"secret.decoded-too-far", "is what the right one decodes to",
                    "it is encoded as hex again", kEncodeAgain, text::hex(text::bytes_of(secret))});
    return;
  }
  const std::string_view rest = without_prefix(scheme, secret);
  for (std::string_view text : {secret, rest})
    ways.push_back({"secret.used-as-text",
                    "is decoded here, and the sender takes it as text" +
                        std::string(text.size() < secret.size() ? " without its prefix" : ""),
                    "the key is its own text", kUseText, secret_of(scheme.secret.form, text)});
}

}  // namespace

std::string_view without_prefix(const Scheme& scheme, std::string_view secret) {
  for (const std::string& prefix : scheme.secret.prefixes)
    if (!prefix.empty() && secret.starts_with(prefix)) return secret.substr(prefix.size());
  constexpr std::string_view kFamiliar = "whsec_";
  if (secret.starts_with(kFamiliar)) secret.remove_prefix(kFamiliar.size());
  return secret;
}

bool is_plain_text(std::string_view bytes) {
  return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
  });
}

std::vector<SecretWay> other_codings(const Scheme& scheme, std::string_view secret) {
  Ways ways;
  add_prefixes(scheme, secret, ways);
  const std::string_view rest = without_prefix(scheme, secret);
  add_base64(scheme, secret, ways);
  if (rest.size() < secret.size()) add_base64(scheme, rest, ways);
  add_hex(scheme, secret, ways);
  if (rest.size() < secret.size()) add_hex(scheme, rest, ways);
  add_text_of(scheme, secret, ways);
  return ways;
}

}  // namespace checkoutdiag::webhook
