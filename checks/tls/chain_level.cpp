#include "checks/tls/chain_level.hpp"

#include <algorithm>
#include <limits>

#include "checks/tls/chains.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr int kStrong = std::numeric_limits<int>::max();
constexpr int kLevelBits[] = {0, 80, 112, 128, 192, 256};  // SSL_CTX_set_security_level(3)
constexpr int kLevelOfUnseen = 2;

// NIST SP 800-57 part 1, table 2, as OpenSSL counts.
int key_strength(const x509::Certificate& each) {
  if (each.key_algorithm == "EC") return each.key_bits / 2;
  if (!each.key_algorithm.starts_with("RSA") && each.key_algorithm != "DSA") return 128;
  constexpr std::pair<int, int> kModulus[] = {
      {15360, 256}, {7680, 192}, {3072, 128}, {2048, 112}, {1024, 80}};
  for (auto [bits, strength] : kModulus)
    if (each.key_bits >= bits) return strength;
  return 0;
}

// A signature is as strong as its digest resists collisions; one's own is not looked at.
int signature_strength(const x509::Certificate& each) {
  if (each.self_signed || each.signature_digest.empty()) return kStrong;
  if (each.signature_digest == "SHA512") return 256;
  if (each.signature_digest == "SHA384") return 192;
  if (each.signature_digest == "SHA256") return 128;
  if (each.signature_digest == "SHA224") return 112;
  return 0;
}

int level_of(int strength) {
  int level = 0;
  for (int i = 0; i < static_cast<int>(std::size(kLevelBits)); ++i)
    if (strength >= kLevelBits[i]) level = i;
  return level;
}

}  // namespace

int level_for_chains(const TlsCase& seen) {
  int strength = kStrong, sent = 0;
  for_each_distinct(seen, [&](const x509::Certificate& each) {
    ++sent;
    strength = std::min({strength, key_strength(each), signature_strength(each)});
  });
  const LocalFacts& local = seen.seen.local;
  int level = std::min(level_of(strength), local.security_level - 1);
  for (const x509::VerifyError& error : local.chain_objections)
    if (error.depth >= sent) level = std::min(level, kLevelOfUnseen);
  return std::max(level, 0);
}

}  // namespace checkoutdiag::tls
