#include "lib/trust/path_sent.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/trust/path_query.hpp"

namespace checkoutdiag::trust::paths {
namespace {

constexpr std::size_t kMostSent = 100;  // certificates that are read

// What a client takes in one handshake by default (jdk.tls.maxCertificateChainLength,
// gnutls_certificate_set_verify_limits).
constexpr std::size_t kMostForJava = 10, kMostForGnutls = 16;

PathVerdict refuse(std::string words) {
  PathVerdict verdict;
  verdict.answer = Answer::refused;
  verdict.cause = Cause::other;
  verdict.words = std::move(words);
  return verdict;
}

/// One certificate that cannot be parsed ends the handshake, wherever it stands in the chain.
PathVerdict unreadable(Runtime runtime) {
  switch (runtime) {
    case Runtime::go:
      return refuse("tls: failed to parse certificate from server: x509: malformed certificate");
    case Runtime::java:
      return refuse("(bad_certificate) Failed to parse server certificates");
    case Runtime::gnutls:
      return refuse("ASN1 parser: Error in DER parsing.");
    default:
      return refuse("error:0A00000D:SSL routines::ASN1 lib");
  }
}

}  // namespace

Sent::Sent(std::span<const std::string> ders) : count_(ders.size()) {
  for (const std::string& der : ders.first(std::min(ders.size(), kMostSent)))
    nodes_.push_back(read_node(der, x509::sha256_hex(der)));
}

std::vector<const Node*> Sent::nodes() const {
  std::vector<const Node*> all;
  for (const auto& node : nodes_)
    // A repeat is the same certificate: compared by its address from here on.
    if (node) all.push_back(find(node->sha256));
  return all;
}

const Node* Sent::find(const std::string& sha256) const {
  const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                  [&](const auto& node) { return node && node->sha256 == sha256; });
  return found == nodes_.end() ? nullptr : found->get();
}

std::optional<PathVerdict> Sent::objection(Runtime runtime) const {
  if (nodes_.empty()) return unknown(Cause::none, "there is no chain");
  if (runtime == Runtime::java && count_ > kMostForJava)
    return refuse(
        fmt::format("The certificate chain length ({}) exceeds the maximum allowed length ({})",
                    count_, kMostForJava));
  if (runtime == Runtime::gnutls && count_ > kMostForGnutls)
    return refuse("Some constraint limits were reached.");
  if (std::any_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return !node; }))
    return unreadable(runtime);
  if (count_ > kMostSent)
    return unknown(
        Cause::too_complex,
        fmt::format("the chain has {} certificates: only {} were read", count_, kMostSent));
  if (runtime == Runtime::go)
    for (const auto& node : nodes_)
      if (!readable_for_go(*node))
        return refuse(fmt::format(
            "tls: failed to parse certificate from server: x509: {}",
            node->key_type == "EC" ? "unsupported elliptic curve" : "invalid RSA public exponent"));
  return {};
}

bool readable_for_go(const Node& node) {
  constexpr std::array kCurves{"secp224r1", "prime256v1", "secp384r1", "secp521r1"};
  if (node.key_type == "EC")
    return std::find(kCurves.begin(), kCurves.end(), node.key_group) != kCurves.end();
  return node.exponent_bits < 64;
}

}  // namespace checkoutdiag::trust::paths
