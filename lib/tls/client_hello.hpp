#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/tls/facts.hpp"

// A ClientHello that somebody else sent, taken apart and put together again (RFC 8446 4.1.2, RFC
// 5246 7.4.1.2). It is untrusted: every length is checked.
namespace checkoutdiag::tls {

namespace extension_type {
inline constexpr std::uint16_t kServerName = 0, kStatusRequest = 5, kSupportedGroups = 10,
                               kEcPointFormats = 11, kSignatureAlgorithms = 13, kAlpn = 16,
                               kPadding = 21, kExtendedMasterSecret = 23, kPreSharedKey = 41,
                               kSupportedVersions = 43, kPskModes = 45, kKeyShare = 51,
                               kRenegotiationInfo = 0xff01;
}

/// An extension as it was sent.
struct HelloExtension {
  std::uint16_t type = 0;
  std::string data;
  bool operator==(const HelloExtension&) const = default;
};

/// Everything that was sent, in the order of sending, so that the same bytes come of it again.
struct ClientHello {
  std::uint16_t legacy_version = 0x0303;
  std::string random, session_id;
  std::vector<std::uint16_t> suites;  // GREASE and signals (SCSV) included
  std::string compressions;
  bool has_extensions = false;  // even an empty list of them
  std::vector<HelloExtension> extensions;
  bool operator==(const ClientHello&) const = default;
};

/// The most that a ClientHello may have: those of post-quantum clients have 2 KiB.
inline constexpr std::size_t kMostClientHello = 64 * 1024;

/// Reads one handshake message, its header of four bytes included. Nothing: it is not a whole
/// ClientHello; `problem` says why, a clause.
std::optional<ClientHello> parse_client_hello(std::string_view message, std::string& problem);

/// The handshake message: what parse_client_hello read, byte for byte.
std::string encode(const ClientHello& hello);

/// The message in records of that version, no larger than RFC 8446 5.1 allows.
std::string records_of(std::string_view message, std::uint16_t record_version);

/// The bytes of a hello on the wire, in one record where it fits.
std::size_t wire_size(const ClientHello& hello);

/// A value that means nothing and is to be ignored (RFC 8701).
constexpr bool is_grease(std::uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746) and TLS_FALLBACK_SCSV (RFC 7507): no suites.
constexpr bool is_signal(std::uint16_t suite) {
  return suite == 0x00ff || suite == 0x5600;
}

const HelloExtension* find_extension(const ClientHello& hello, std::uint16_t type);

// What the extensions say, GREASE left out; empty where there is none, or none that can be read.
std::vector<std::uint16_t> offered_suites(const ClientHello& hello);  // without signals
std::vector<std::uint16_t> offered_groups(const ClientHello& hello);
std::vector<std::uint16_t> offered_schemes(const ClientHello& hello);
std::vector<std::uint16_t> key_share_groups(const ClientHello& hello);
std::vector<std::uint8_t> point_formats(const ClientHello& hello);
std::vector<std::string> offered_alpn(const ClientHello& hello);  // raw
std::string server_name(const ClientHello& hello);                // raw; empty: none

/// The versions that the hello names, newest first: those of supported_versions, or the newest one
/// alone, for then the oldest is not told.
std::vector<Version> offered_versions(const ClientHello& hello);

/// Whether the hello names every version that its client takes (supported_versions).
bool names_all_versions(const ClientHello& hello);

/// Extensions whose content cannot be read, by number.
std::vector<std::uint16_t> unreadable_extensions(const ClientHello& hello);

/// What a client says first, in pieces of any size.
class ClientHelloReader {
 public:
  /// True when the hello is complete, or there will be none.
  bool feed(std::string_view bytes);

  const std::optional<ClientHello>& hello() const { return hello_; }
  const std::string& message() const { return message_; }  // as sent, when there is a hello
  std::uint16_t record_version() const { return record_version_; }  // of the first record
  std::size_t records() const { return records_; }                  // how many it came in
  bool begun() const { return begun_; }                             // anything came at all

  /// Why there is no hello, a clause; empty while there may still be one. Raw.
  const std::string& problem() const { return problem_; }

 private:
  bool broken(std::string why);

  std::string raw_, message_, problem_;
  std::optional<ClientHello> hello_;
  std::uint16_t record_version_ = 0;
  std::size_t records_ = 0;
  bool begun_ = false, decided_ = false;
};

}  // namespace checkoutdiag::tls
