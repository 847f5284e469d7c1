#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/trust/facts.hpp"

// What NSS keeps about certificates, in modules as in cert9.db: certificates, and trust objects
// that belong to them by issuer and serial number. Numbers are those of pkcs11n.h and of
// PKCS#11 3.2.
namespace checkoutdiag::trust::nss {

inline constexpr std::uint64_t kVendor = 0x80000000 | 0x4E534350;  // "NSCP"

// Object classes
inline constexpr std::uint64_t kCertificate = 1, kTrust = kVendor + 3, kStandardTrust = 0x0b;

// Attributes
inline constexpr std::uint64_t kClass = 0, kLabel = 3, kValue = 0x11, kIssuer = 0x81,
                               kSerialNumber = 0x82, kServerDistrustAfter = kVendor + 35,
                               kTrustServerAuth = kVendor + 0x2000 + 8,
                               kStandardTrustServerAuth = 0x62c;

/// What a trust object says about a certificate of TLS servers.
enum class Server {
  anchor,      // trusted as an authority
  peer,        // trusted itself, and for nothing that it issued
  distrusted,  // never, whoever issued it
  unsaid,      // it has to be verified, as any other
};

/// From the value of kTrustServerAuth, or of kStandardTrustServerAuth.
Server server_of(std::uint64_t value, bool standard);

/// NSS's notation of a moment: "241130235959Z". Nothing for what is none: one byte 0 says "never".
std::optional<Time> distrust_after(std::string_view value);

/// Puts certificates and trust objects together, in whatever order they come.
class Matcher {
 public:
  /// `issuer` and `serial` are DER, as in the object.
  void add_certificate(std::string der, std::string label, std::string issuer, std::string serial,
                       std::optional<Time> after);
  void add_trust(std::string issuer, std::string serial, Server server);

  /// So many objects or bytes that no more are taken: a file can show the same bytes as a million
  /// objects.
  bool is_full() const;

  /// Adds what was found to `to`, with server_trusted for each: a certificate of which nothing is
  /// said is none that NSS would start from.
  void finish(Contents& to);

 private:
  using Key = std::pair<std::string, std::string>;
  struct Certificate {
    std::string der, label;
    Key key;
    std::optional<Time> after;
  };
  std::vector<Certificate> certificates_;
  std::map<Key, Server> trust_;
  std::size_t bytes_ = 0;
};

}  // namespace checkoutdiag::trust::nss
