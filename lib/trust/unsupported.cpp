#include "lib/trust/unsupported.hpp"

#include "lib/tls/cursor.hpp"
#include "lib/trust/der.hpp"

namespace checkoutdiag::trust {
namespace {

using namespace std::string_view_literals;

constexpr const char* kUnpack = "unpack it, and look at what is in it";

/// Kinds that a few bytes at the beginning tell beyond doubt.
struct Magic {
  std::string_view bytes;
  const char* name;
  const char* instead;
};
constexpr Magic kMagics[] = {
    {"\xac\xed\x00\x05"sv, "a serialized Java object",
     "export the certificates with the program that wrote it"},
    {"\x00\x00\x00\x00"
     "CERT"sv,
     "a serialized Windows certificate store (.sst)",
     "export its certificates on Windows, as PEM (Base-64 encoded X.509)"},
    {"kych"sv, "a macOS keychain", "export it there with security find-certificate -a -p"},
    {"\x00\x06\x15\x61"sv, "a Berkeley database, as NSS's old cert8.db",
     "list it with certutil -L -d dbm:DIRECTORY of an NSS that still reads it"},
    {"\x1f\x8b"sv, "gzip data", kUnpack},
    {"PK\x03\x04"sv, "a zip or jar file", kUnpack},
    {"\xfd"
     "7zXZ\x00"sv,
     "xz data", kUnpack},
    {"\x28\xb5\x2f\xfd"sv, "zstd data", kUnpack},
};

/// Bouncy Castle's BKS and UBER have no magic: a version, a salt of 20 bytes and a number of rounds
/// that its writer draws from a small range.
bool is_bouncy_castle(std::string_view bytes) {
  tls::Cursor at(bytes);
  const std::uint32_t version = at.number(4), salt = at.number(4);
  constexpr std::uint32_t kSalt = 20, kMostRounds = 100'000;
  if (version > 2 || salt != kSalt) return false;
  at.take(salt);
  const std::uint32_t rounds = at.number(4);
  return at.ok() && rounds != 0 && rounds <= kMostRounds && at.left() > 0;
}

/// ObjectStore of Bouncy Castle's FIPS store: an encrypted part (PBES2) before what else is in it.
/// A PKCS#8 key has one sequence less around it.
bool is_bcfks(std::string_view bytes) {
  constexpr std::string_view kPbes2 = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"sv;
  std::string_view at = bytes;
  for (int i = 0; i < 3; ++i) {
    std::optional<Element> sequence = take_element(at, kSequence);
    if (!sequence) return false;
    at = sequence->content;
  }
  std::optional<Element> object = take_element(at, kObject);
  return object && object->content == kPbes2;
}

}  // namespace

std::optional<Unsupported> unsupported_kind(std::string_view bytes) {
  for (const Magic& magic : kMagics)
    if (bytes.starts_with(magic.bytes)) return Unsupported{magic.name, magic.instead};
  const bool old = is_bouncy_castle(bytes);
  if (old || is_bcfks(bytes))
    return Unsupported{
        std::string("a key store of Bouncy Castle (") + (old ? "BKS or UBER)" : "BCFKS)"),
        std::string("convert it with keytool -importkeystore -srckeystore FILE -srcstoretype ") +
            (old ? "BKS" : "BCFKS") +
            " -destkeystore NEW -deststoretype PKCS12 -providerclass "
            "org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath bcprov.jar"};
  return std::nullopt;
}

}  // namespace checkoutdiag::trust
