#include "lib/x509/light_key.hpp"

#include <bit>
#include <cstdint>

namespace checkoutdiag::x509 {
namespace {

constexpr std::uint8_t kSequence = 0x30, kInteger = 0x02, kBits = 0x03, kOid = 0x06, kNull = 0x05,
                       kVersion = 0xa0;

std::uint8_t byte(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

/// DER elements one after another (X.690 8.1), of the short and usual long forms of length.
class Elements {
 public:
  explicit Elements(std::string_view bytes) : rest_(bytes) {}

  struct Element {
    std::uint8_t tag = 0;
    std::string_view whole, content;
  };

  std::optional<Element> next() {
    if (rest_.size() < 2) return std::nullopt;
    std::size_t length = byte(rest_, 1), head = 2;
    if (length > 0x80) {
      const std::size_t count = length - 0x80;
      if (count > 3 || rest_.size() < 2 + count) return std::nullopt;
      length = 0;
      for (std::size_t i = 0; i < count; ++i)
        length = length << 8 | byte(rest_, 2 + i);
      head += count;
    } else if (length == 0x80) {
      return std::nullopt;
    }
    if (rest_.size() - head < length) return std::nullopt;
    const Element element{byte(rest_, 0), rest_.substr(0, head + length),
                          rest_.substr(head, length)};
    rest_.remove_prefix(head + length);
    return element;
  }

  std::optional<std::string_view> next(std::uint8_t tag) {
    const auto element = next();
    if (!element || element->tag != tag) return std::nullopt;
    return element->content;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Curve {
  std::string_view oid, name;
  int bits;
};
using namespace std::string_view_literals;
constexpr Curve kCurves[] = {{"\x2a\x86\x48\xce\x3d\x03\x01\x07"sv, "P-256", 256},
                             {"\x2b\x81\x04\x00\x22"sv, "P-384", 384},
                             {"\x2b\x81\x04\x00\x23"sv, "P-521", 521}};
constexpr std::string_view kRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv;
constexpr std::string_view kEc = "\x2a\x86\x48\xce\x3d\x02\x01"sv;

// RSAPublicKey: two positive integers and nothing else; the bits are those of the modulus.
int rsa_bits(std::string_view key) {
  Elements outer(key);
  const auto sequence = outer.next(kSequence);
  if (!sequence || !outer.at_end()) return 0;
  Elements numbers(*sequence);
  const auto modulus = numbers.next(kInteger), exponent = numbers.next(kInteger);
  if (!modulus || !exponent || !numbers.at_end() || exponent->empty()) return 0;
  std::string_view digits = *modulus;
  if (digits.empty() || byte(digits, 0) >= 0x80) return 0;
  if (byte(digits, 0) == 0) digits.remove_prefix(1);
  if (digits.empty() || byte(digits, 0) == 0) return 0;
  return static_cast<int>(digits.size() * 8 - 8) + std::bit_width(byte(digits, 0));
}

// An uncompressed point of the curve's size; whether it is on the curve is not looked at.
bool is_point(std::string_view key, int bits) {
  const auto field = static_cast<std::size_t>((bits + 7) / 8);
  return key.size() == 1 + 2 * field && key[0] == '\x04';
}

bool read(std::string_view info, LightKey& key) {
  Elements parts(info);
  const auto algorithm = parts.next(kSequence), bits = parts.next(kBits);
  if (!algorithm || !bits || !parts.at_end() || bits->empty() || byte(*bits, 0) != 0) return false;
  const std::string_view value = bits->substr(1);
  Elements names(*algorithm);
  const auto oid = names.next(kOid);
  const auto parameters = names.next();
  if (!oid || !parameters || !names.at_end()) return false;
  if (*oid == kRsa && parameters->tag == kNull && parameters->content.empty()) {
    key.algorithm = "RSA";
    key.bits = rsa_bits(value);
    return key.bits > 0;
  }
  if (*oid != kEc || parameters->tag != kOid) return false;
  for (const Curve& curve : kCurves) {
    if (parameters->content != curve.oid) continue;
    key.algorithm = "EC";
    key.group = curve.name;
    key.bits = curve.bits;
    return is_point(value, curve.bits);
  }
  return false;
}

}  // namespace

std::optional<LightKey> look_at_key(std::string_view der) {
  Elements file(der);
  const auto certificate = file.next(kSequence);
  if (!certificate) return std::nullopt;
  const auto body = Elements(*certificate).next(kSequence);
  if (!body) return std::nullopt;
  Elements fields(*body);
  // Of a version 1 certificate OpenSSL asks the key whether it is a root.
  if (!fields.next(kVersion)) return std::nullopt;
  for (int skipped = 0; skipped < 5; ++skipped)  // serial, signature, issuer, validity, subject
    if (!fields.next()) return std::nullopt;
  const auto info = fields.next();
  LightKey key;
  if (!info || info->tag != kSequence || !read(info->content, key)) return std::nullopt;
  key.info = info->whole;
  key.masked = der;
  // The last arc of the algorithm's name becomes one that nobody has: 1.2.840.113549.1.1.127.
  const std::string_view oid = *Elements(*Elements(info->content).next(kSequence)).next(kOid);
  const auto last = static_cast<std::size_t>(oid.data() - der.data()) + oid.size() - 1;
  key.masked[last] = '\x7f';
  return key;
}

}  // namespace checkoutdiag::x509
