#include "lib/webhook/rfc9421/content_digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>
#include <span>

#include "lib/text/hex.hpp"
#include "lib/webhook/rfc9421/fields.hpp"
#include "lib/webhook/rfc9421/structured_fields.hpp"

namespace checkoutdiag::webhook::rfc9421 {
namespace {

/// In base64; empty for an algorithm that is not known, or that RFC 9530 section 5 calls insecure.
std::string digest_of(std::string_view body, std::string_view algorithm) {
  const EVP_MD* digest = algorithm == "sha-256"   ? EVP_sha256()
                         : algorithm == "sha-512" ? EVP_sha512()
                                                  : nullptr;
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!digest || EVP_Digest(body.data(), body.size(), bytes, &size, digest, nullptr) != 1)
    return {};
  return text::base64(std::span(bytes, size));
}

}  // namespace

bool DigestCheck::proves(std::string_view key) const {
  return verdict == Verdict::right && (key.empty() || std::ranges::find(known, key) != known.end());
}

DigestCheck check_digest(const Delivery& delivery, std::string_view header) {
  using Verdict = DigestCheck::Verdict;
  const std::optional<std::string> value = combined_value(delivery, header);
  if (!value) return {};
  const std::optional<Dictionary> digests = parse_dictionary(*value);
  DigestCheck check{digests ? Verdict::unknown : Verdict::malformed, {}};
  if (!digests) return check;
  for (const Entry& entry : *digests) {
    const std::string right = digest_of(delivery.body, entry.key);
    if (right.empty()) continue;
    const BareItem told = entry.member.inner_list ? BareItem() : entry.member.items.front().value;
    if (told.kind != BareItem::Kind::bytes || told.text != right) return {Verdict::wrong, {}};
    check.verdict = Verdict::right;
    check.known.push_back(entry.key);
  }
  return check;
}

std::string content_digest(std::string_view body) {
  return "sha-256=:" + digest_of(body, "sha-256") + ":";
}

}  // namespace checkoutdiag::webhook::rfc9421
