#include "lib/x509/light_key.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "lib/trust/contents.hpp"
#include "lib/trust/files.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"
#include "tests/lib/x509/mint.hpp"

// The short way must tell what the long way tells.
namespace checkoutdiag::x509 {
namespace {

void check_same(const std::string& der) {
  const Certificate full = read_certificate(der),
                    light = read_certificate(der, SelfSignature::believe);
  CAPTURE(full.subject);
  CHECK(light.malformed == full.malformed);
  CHECK(light.subject == full.subject);
  CHECK(light.issuer == full.issuer);
  CHECK(light.serial == full.serial);
  CHECK(light.not_after == full.not_after);
  CHECK(light.key_algorithm == full.key_algorithm);
  CHECK(light.key_bits == full.key_bits);
  CHECK(light.key_group == full.key_group);
  CHECK(light.signature_algorithm == full.signature_algorithm);
  CHECK(light.signature_digest == full.signature_digest);
  CHECK(light.version == full.version);
  CHECK(light.is_ca == full.is_ca);
  CHECK(light.may_sign == full.may_sign);
  CHECK(light.for_servers == full.for_servers);
  CHECK(light.path_length == full.path_length);
  CHECK(light.subject_hash == full.subject_hash);
  CHECK(light.old_hash == full.old_hash);
  CHECK(light.sha256 == full.sha256);
  CHECK(light.spki_sha256 == full.spki_sha256);
}

}  // namespace

TEST_CASE("light key: minted certificates of every kind of key") {
  using test::Key;
  for (const Key key :
       {Key::p256, Key::p384, Key::secp256k1, Key::rsa1024, Key::rsa2048, Key::ed25519})
    for (const bool ca : {true, false})
      check_same(test::mint({.common_name = "x", .ca = ca, .key = key}).der);
  test::Recipe old{.common_name = "version 1", .ca = true};
  old.version = 1;
  old.bare = true;
  check_same(test::mint(old).der);
}

TEST_CASE("light key: damage anywhere is read as the long way reads it") {
  const std::string der =
      test::mint({.common_name = "x", .ca = true, .key = test::Key::rsa1024}).der;
  for (std::size_t at = 0; at < der.size(); ++at) {
    std::string bad = der;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    const Certificate full = read_certificate(bad);
    const Certificate light = read_certificate(bad, SelfSignature::believe);
    CAPTURE(at);
    CHECK(light.malformed.empty() == full.malformed.empty());
    CHECK(light.subject == full.subject);
    if (full.key_bits > 0) CHECK(light.key_bits == full.key_bits);
    look_at_key(std::string_view(der).substr(0, at));
  }
}

TEST_CASE("light key: this machine's bundle, where there is one") {
  const trust::Files files;
  const trust::Files::Content bundle = files.read("/etc/ssl/certs/ca-certificates.crt");
  if (!bundle.facts.error.empty()) {
    MESSAGE("no bundle here: ", bundle.facts.error);
    return;
  }
  std::size_t light = 0;
  for (const trust::Found& found : trust::read_pem(bundle.bytes).certificates) {
    check_same(found.der);
    light += look_at_key(found.der).has_value();
  }
  CHECK(light > 100);
}

}  // namespace checkoutdiag::x509
