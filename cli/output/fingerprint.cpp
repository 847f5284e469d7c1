#include "cli/output/fingerprint.hpp"

#include <cstdint>

namespace checkoutdiag::output {
namespace {

// FNV-1a: an identity, not a secret.
std::string hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (char c : text)
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  constexpr char kHex[] = "0123456789abcdef";
  std::string result;
  for (int shift = 60; shift >= 0; shift -= 4)
    result += kHex[(value >> shift) & 15];
  return result;
}

}  // namespace

std::string Fingerprints::of(const Outcome& outcome, std::string_view message) {
  std::string text = std::string(outcome.rule->id) + "|" + outcome.subject + "|";
  for (char c : message)
    if (c < '0' || c > '9') text += c;
  std::string id = hash(text);
  return id + ":" + std::to_string(++seen_[id]);
}

}  // namespace checkoutdiag::output
