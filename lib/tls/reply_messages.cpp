// The handshake messages that a server sends in the clear.
#include <algorithm>
#include <bit>

#include "lib/tls/cursor.hpp"
#include "lib/tls/registry.hpp"
#include "lib/tls/reply.hpp"

namespace checkoutdiag::tls {
namespace {

// SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3).
constexpr std::string_view kRetryRandom(
    "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
    "\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C",
    32);

constexpr std::size_t kMostCertificates = 100;

int bit_length(std::string_view number) {
  while (!number.empty() && number.front() == 0)
    number.remove_prefix(1);
  if (number.empty()) return 0;
  const auto top = static_cast<unsigned char>(number.front());
  return static_cast<int>((number.size() - 1) * 8) + std::bit_width(top);
}

std::string hex_id(std::uint32_t id) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "0x";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += kDigits[id >> shift & 15];
  return out;
}

}  // namespace

bool ReplyReader::read_server_hello(std::string_view body) {
  Cursor in(body);
  const std::uint16_t legacy_version = in.number16();
  const std::string_view random = in.take(32);
  in.vector(1);
  const std::uint16_t suite = in.number16();
  const unsigned compression = in.number(1);
  if (!in.ok()) return broken("a ServerHello that ends too early");
  std::optional<std::uint16_t> real_version;
  if (in.left() > 0) {
    const std::string_view list = in.vector(2);
    if (!in.ok() || in.left() > 0) return broken("a ServerHello with a wrong extension length");
    read_extensions(list, real_version);
    if (decided_) return true;
  }
  reply_.version = static_cast<Version>(real_version.value_or(legacy_version));
  reply_.suite = suite;
  reply_.compression = compression != 0;
  const bool offered =
      std::find(asked_suites_.begin(), asked_suites_.end(), suite) != asked_suites_.end();
  if (reply_.version != asked_version_ || !offered) {
    reply_.kind = ReplyKind::wrong_answer;
    reply_.detail = "a ServerHello of version " +
                    hex_id(static_cast<std::uint16_t>(reply_.version)) + " with suite " +
                    hex_id(suite) +
                    (offered ? ", which was not the version asked for" : ", which was not offered");
    return true;
  }
  hello_seen_ = true;
  reply_.kind = ReplyKind::server_hello;
  if (asked_version_ != Version::tls13) return false;
  reply_.detail = random == kRetryRandom ? "HelloRetryRequest" : "ServerHello";
  return reply_.flight_complete = true;
}

void ReplyReader::read_extensions(std::string_view list,
                                  std::optional<std::uint16_t>& real_version) {
  constexpr std::uint16_t kAlpn = 16, kExtendedMasterSecret = 23, kSupportedVersions = 43,
                          kKeyShareType = 51, kRenegotiationInfo = 0xff01;
  Cursor in(list);
  while (in.left() > 0) {
    const std::uint16_t type = in.number16();
    const std::string_view data = in.vector(2);
    if (!in.ok()) {
      broken("a ServerHello extension that ends too early");
      return;
    }
    Cursor value(data);
    if (type == kSupportedVersions && data.size() == 2)
      real_version = value.number16();
    else if (type == kKeyShareType && data.size() >= 2)
      reply_.group = value.number16();
    else if (type == kExtendedMasterSecret)
      reply_.extended_master_secret = true;
    else if (type == kRenegotiationInfo)
      reply_.secure_renegotiation = true;
    else if (type == kAlpn) {
      Cursor names(value.vector(2));
      const std::string_view first = names.vector(1);
      if (names.ok() && !first.empty()) reply_.alpn = std::string(first);
    }
  }
}

void ReplyReader::read_certificates(std::string_view body) {
  Cursor in(body);
  Cursor list(in.vector(3));
  std::vector<std::string> certificates;
  while (in.ok() && list.ok() && list.left() > 0 && certificates.size() < kMostCertificates) {
    const std::string_view der = list.vector(3);
    if (list.ok()) certificates.emplace_back(der);
  }
  if (reply_.certificates.empty()) reply_.certificates = std::move(certificates);
}

// RFC 8422 5.4, RFC 5246 7.4.3; PSK suites put an identity hint first (RFC 4279 2).
void ReplyReader::read_key_exchange(std::string_view body) {
  const Suite& chosen = suite(reply_.suite);
  Cursor in(body);
  if (chosen.key_exchange == KeyExchange::dhe_psk || chosen.key_exchange == KeyExchange::ecdhe_psk)
    in.vector(2);
  switch (chosen.key_exchange) {
    case KeyExchange::ecdhe:
    case KeyExchange::ecdhe_psk: {
      constexpr unsigned kNamedCurve = 3;
      if (in.number(1) != kNamedCurve) return;
      const std::uint16_t group = in.number16();
      in.vector(1);
      if (!in.ok()) return;
      reply_.group = group;
      break;
    }
    case KeyExchange::dhe:
    case KeyExchange::dh:
    case KeyExchange::dhe_psk: {
      const std::string_view prime = in.vector(2);
      in.vector(2);
      in.vector(2);
      if (!in.ok()) return;
      reply_.dh_bits = bit_length(prime);
      break;
    }
    default:
      return;
  }
  if (asked_version_ != Version::tls12 || chosen.anonymous || in.left() == 0) return;
  const std::uint16_t scheme = in.number16();
  if (in.ok()) reply_.scheme = scheme;
}

// SSLv2 answers with its whole list at once: one connection tells everything.
bool ReplyReader::read_ssl2() {
  if (raw_.size() < 2) return false;
  Cursor head(raw_);
  const std::size_t length = head.number(2) & 0x7fff;
  if (raw_.size() < 2 + length) return false;
  Cursor in(std::string_view(raw_).substr(2, length));
  constexpr unsigned kError = 0, kServerHello = 4;
  const unsigned type = in.number(1);
  if (type == kError) {  // such as NO-CIPHER-ERROR: it understood, and declines
    reply_.kind = ReplyKind::wrong_answer;
    reply_.detail = "SSLv2 error " + std::to_string(in.number(2));
    return decided_ = true;
  }
  if (type != kServerHello) return broken("an SSLv2 record that is no SERVER-HELLO");
  in.number(2);  // session-id-hit, certificate-type
  const std::uint16_t version = in.number16();
  const std::size_t certificate_size = in.number(2), kinds_size = in.number(2);
  in.number(2);  // connection-id length
  const std::string_view certificate = in.take(certificate_size);
  Cursor kinds(in.take(kinds_size));
  if (!in.ok() || kinds_size % 3 != 0 || version != static_cast<std::uint16_t>(Version::ssl2))
    return broken("an SSLv2 SERVER-HELLO that cannot be read");
  hello_seen_ = true;
  reply_.kind = ReplyKind::server_hello;
  reply_.version = Version::ssl2;
  reply_.flight_complete = true;
  if (!certificate.empty()) reply_.certificates.emplace_back(certificate);
  while (kinds.left() > 0)
    reply_.ssl2_kinds.push_back(kinds.number(3));
  return decided_ = true;
}

}  // namespace checkoutdiag::tls
