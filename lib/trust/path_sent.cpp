#include "lib/trust/path_sent.hpp"
#include "lib/text/hex.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/trust/path_query.hpp"

namespace checkoutdiag::trust::paths {
namespace {

constexpr std::size_t kMostSent = 100;  // certificates that are read

// What a client takes in one handshake by default, measured (jdk.tls.maxCertificateChainLength and
// maxHandshakeMessageSize; GnuTLS's depth; crypto/tls's and OpenSSL's longest message).
constexpr std::size_t kMostForJava = 10, kMostForGnutls = 16;
constexpr std::size_t kLongestForJava = 32768, kLongestForGo = 65536, kLongestForOpenssl = 102400;

PathVerdict refuse(std::string words) {
  PathVerdict verdict;
  verdict.answer = Answer::refused;
  verdict.cause = Cause::other;
  verdict.words = std::move(words);
  return verdict;
}

/// One certificate that cannot be parsed ends the handshake, wherever it stands in the chain.
PathVerdict unreadable(Runtime runtime, bool trailing) {
  switch (runtime) {
    case Runtime::go:
      return refuse(fmt::format("tls: failed to parse certificate from server: x509: {}",
                                trailing ? "trailing data" : "malformed certificate"));
    case Runtime::java:
      if (trailing)
        return unknown(Cause::other,
                       "Java alone reads over bytes that follow a certificate: not modelled");
      return refuse("Failed to parse server certificates");
    case Runtime::gnutls:
      return refuse("Error in the certificate.");
    default:
      return refuse(trailing ? "error:0A000087:SSL routines::cert length mismatch"
                             : "error:0A00000D:SSL routines::ASN1 lib");
  }
}

/// A certificate, and something behind it.
bool has_trailing_bytes(const std::string& der) {
  if (der.size() > x509::kLargestCertificate) return false;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return x509::Cert(d2i_X509(nullptr, &at, static_cast<long>(der.size()))) != nullptr;
}

/// The Certificate message is longer than the client takes; `size` is its length in TLS 1.2.
std::optional<PathVerdict> too_long(Runtime runtime, std::size_t size) {
  if (runtime == Runtime::java && size > kLongestForJava)
    return refuse(
        fmt::format("The size of the handshake message ({}) exceeds the maximum allowed size ({})",
                    size, kLongestForJava));
  if (runtime == Runtime::go && size > kLongestForGo)
    return refuse(
        fmt::format("tls: handshake message of length {} bytes exceeds maximum of {} bytes", size,
                    kLongestForGo));
  if ((runtime == Runtime::openssl || runtime == Runtime::node) && size > kLongestForOpenssl)
    return refuse("error:0A000098:SSL routines::excessive message size");
  return {};
}

}  // namespace

Sent::Sent(std::span<const std::string> ders) : count_(ders.size()) {
  constexpr std::size_t kLength = 3;  // bytes before each, and before all of them
  size_ = kLength;
  for (const std::string& der : ders)
    size_ += der.size() + kLength;
  for (const std::string& der : ders.first(std::min(ders.size(), kMostSent))) {
    nodes_.push_back(read_node(der, text::sha256_hex(der)));
    if (nodes_.back()) continue;
    (has_trailing_bytes(der) ? trailing_ : junk_) = true;
  }
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
  if (std::optional<PathVerdict> longer = too_long(runtime, size_)) return longer;
  if (runtime == Runtime::java && count_ > kMostForJava)
    return refuse(
        fmt::format("The certificate chain length ({}) exceeds the maximum allowed length ({})",
                    kMostForJava + 1, kMostForJava));
  if (runtime == Runtime::gnutls && count_ > kMostForGnutls)
    return refuse("Error in the certificate.");
  if (junk_ || trailing_) return unreadable(runtime, !junk_);
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
