#include <doctest/doctest.h>
#include <openssl/x509.h>

#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/x509/certificate.hpp"
#include "mint.hpp"

namespace checkoutdiag::x509 {
namespace {

using namespace std::string_literals;
using namespace std::chrono;
using test::Identity;
using test::mint;
using test::Recipe;
using List = std::vector<std::string>;

TEST_CASE("every field of a leaf is read") {
  Identity root = mint({.common_name = "Root", .ca = true});
  Identity leaf = mint({.common_name = "api.example.com",
                        .dns = {"api.example.com", "*.example.com"},
                        .ips = {"192.0.2.1", "2001:db8::1"},
                        .must_staple = true,
                        .ca_issuers = {"http://ca.example/root.crt", "ldap://ca.example/x"},
                        .ocsp = {"http://ocsp.example"}},
                       &root);
  Certificate read = read_certificate(leaf.der);
  CHECK(read.malformed == "");
  CHECK(read.der == leaf.der);
  CHECK(read.subject == "CN=api.example.com");
  CHECK(read.issuer == "CN=Root");
  CHECK(read.common_name == "api.example.com");
  CHECK(read.serial.size() == 4);
  CHECK(read.not_before == test::kNow - days(30));
  CHECK(read.not_after == test::kNow + days(60));
  CHECK(read.key_algorithm == "EC");
  CHECK(read.key_bits == 256);
  CHECK(read.key_group == "P-256");
  CHECK(read.signature_algorithm == "ecdsa-with-SHA256");
  CHECK(read.signature_digest == "SHA256");
  CHECK(read.dns_names == List{"api.example.com", "*.example.com"});
  CHECK(read.ip_addresses == List{"192.0.2.1", "2001:db8::1"});
  CHECK_FALSE(read.is_ca);
  CHECK_FALSE(read.self_issued);
  CHECK_FALSE(read.self_signed);
  CHECK(read.must_staple);
  CHECK(read.sct_count == 0);
  CHECK(read.ca_issuers_urls == List{"http://ca.example/root.crt", "ldap://ca.example/x"});
  CHECK(read.ocsp_urls == List{"http://ocsp.example"});
  CHECK(read.sha256.size() == 64);
  CHECK(read.spki_sha256.size() == 64);
  CHECK(read.spki_sha256 != read_certificate(root.der).spki_sha256);
}

TEST_CASE("the hashes are those of the openssl commands") {
  // openssl x509 -fingerprint -sha256; openssl x509 -pubkey | openssl pkey -pubin -outform der |
  // sha256sum
  Identity one = mint({.common_name = "x"});
  unsigned char digest[32];
  unsigned size = 0;
  EVP_Digest(one.der.data(), one.der.size(), digest, &size, EVP_sha256(), nullptr);
  CHECK(read_certificate(one.der).sha256 == text::hex({digest, size}));
  unsigned char* spki = nullptr;
  int length = i2d_PUBKEY(one.key.get(), &spki);
  REQUIRE(length > 0);
  EVP_Digest(spki, static_cast<std::size_t>(length), digest, &size, EVP_sha256(), nullptr);
  OPENSSL_free(spki);
  CHECK(read_certificate(one.der).spki_sha256 == text::hex({digest, size}));
}

TEST_CASE("roots sign themselves, and a borrowed name is not a signature") {
  Identity root = mint({.common_name = "Root", .ca = true});
  Certificate read = read_certificate(root.der);
  CHECK(read.is_ca);
  CHECK(read.self_issued);
  CHECK(read.self_signed);
  Certificate namesake = read_certificate(mint({.common_name = "Root", .ca = true}, &root).der);
  CHECK(namesake.self_issued);
  CHECK_FALSE(namesake.self_signed);
}

TEST_CASE("kinds of keys and signatures are named") {
  Certificate rsa =
      read_certificate(mint({.common_name = "x", .key = test::Key::rsa1024, .digest = "SHA1"}).der);
  CHECK(rsa.key_algorithm == "RSA");
  CHECK(rsa.key_bits == 1024);
  CHECK(rsa.key_group == "");
  CHECK(rsa.signature_algorithm == "sha1WithRSAEncryption");
  CHECK(rsa.signature_digest == "SHA1");
  Certificate ed = read_certificate(mint({.common_name = "x", .key = test::Key::ed25519}).der);
  CHECK(ed.key_algorithm == "Ed25519");
  CHECK(ed.key_bits >= 253);  // 253 or 256, as OpenSSL sees fit
  CHECK(ed.signature_algorithm == "ED25519");
  CHECK(ed.signature_digest == "");
}

TEST_CASE("dates outside 1970 to 2049 are exact") {
  Time first = sys_days(year(1950) / 1 / 1), last = sys_days(year(10000) / 1 / 1) - seconds(1);
  Certificate wide =
      read_certificate(mint({.common_name = "x", .not_before = first, .not_after = last}).der);
  CHECK(wide.malformed == "");
  CHECK(wide.not_before == first);
  CHECK(wide.not_after == last);
  Time ancient = sys_days(year(1900) / 2 / 28);
  CHECK(read_certificate(mint({.common_name = "x", .not_before = ancient}).der).not_before ==
        ancient);
}

TEST_CASE("names are never cut at a NUL") {
  Certificate read = read_certificate(
      mint({.common_name = "bank.example\0.evil.example"s, .dns = {"bank.example\0.evil.example"s}})
          .der);
  CHECK(read.common_name == "bank.example\0.evil.example"s);
  CHECK(read.subject == "CN=bank.example\\00.evil.example");
  REQUIRE(read.dns_names.size() == 1);
  CHECK(read.dns_names[0] == "bank.example\0.evil.example"s);
}

TEST_CASE("subjects keep their letters and escape what would be read as syntax") {
  // Two SCTs of version 1: length, version, log id, time, no extensions, sha256 + ecdsa, signature.
  CHECK(read_certificate(mint({.dns = {"only.example"}}).der).subject == "");
}

TEST_CASE("a thousand names are all read") {
  List many;
  for (int i = 0; i < 1500; ++i)
    many.push_back("h" + std::to_string(i) + ".example");
  CHECK(read_certificate(mint({.common_name = "x", .dns = many}).der).dns_names == many);
}

TEST_CASE("embedded timestamps are counted") {
  // Two SCTs of version 1: length, then version, log id, time, no extensions, sha256 + ecdsa, a
  // signature.
  std::string one =
      "00"s + std::string(64, 'a') + "0000018000000000" + "0000" + "0403" + "0004" + "deadbeef";
  std::string list = "0033" + one + "0033" + one;
  std::string value = "DER:046c006a" + list;
  Recipe recipe{.common_name = "x", .extensions = {{"1.3.6.1.4.1.11129.2.4.2", value}}};
  CHECK(one.size() / 2 == 0x33);
  CHECK(read_certificate(mint(recipe).der).sct_count == 2);
}

TEST_CASE("other TLS features are not must-staple, other addresses not issuers") {
  Recipe recipe{.common_name = "x", .ca_issuers = {"ftp://ca.example/x"}};
  recipe.extensions = {{"tlsfeature", "17"}};
  Certificate read = read_certificate(mint(recipe).der);
  CHECK_FALSE(read.must_staple);
  CHECK(read.ca_issuers_urls.empty());
}

TEST_CASE("what is no certificate says why and keeps its bytes") {
  std::string der = mint({.common_name = "x", .dns = {"x.example"}}).der;
  std::string broken_names = mint({.common_name = "x", .raw_san = "\x30\x05zz"}).der;
  struct Row {
    std::string bytes;
    const char* says;
  };
  for (const Row& row : {Row{"", "empty"}, Row{"hello", "not a DER certificate"},
                         Row{der.substr(0, der.size() - 1), "not a DER certificate"},
                         Row{der + '\0', "1 bytes follow"},
                         Row{der + std::string(256 * 1024, 'x'), "more than 262144"},
                         Row{broken_names, "subjectAltName"}}) {
    Certificate read = read_certificate(row.bytes);
    CAPTURE(read.malformed);
    CHECK(read.malformed.find(row.says) != std::string::npos);
    CHECK(read.der == row.bytes);
    CHECK(read.sha256.size() == 64);
    CHECK(read.subject == "");
    CHECK(read.dns_names.empty());
  }
}

TEST_CASE("a date that does not exist makes a certificate malformed") {
  std::string der = mint({.common_name = "x"}).der;
  std::size_t at = der.find("261028000000Z");
  REQUIRE(at != std::string::npos);
  der.replace(at, 4, "2613");
  CHECK(read_certificate(der).malformed == "its notBefore is not a date");
}

TEST_CASE("cut or damaged certificates never crash") {
  std::string der = mint({.common_name = "x", .dns = {"x.example"}, .must_staple = true}).der;
  for (std::size_t i = 0; i < der.size(); ++i) {
    CHECK_FALSE(read_certificate(der.substr(0, i)).malformed.empty());
    std::string damaged = der;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x41);
    Certificate read = read_certificate(damaged);
    CHECK(text::is_utf8(text::printable(read.subject)));
  }
}

TEST_CASE("PEM is what openssl writes") {
  Identity one = mint({.common_name = "x"});
  CHECK(to_pem(one.der) == one.pem);
  CHECK(to_pem("") == "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
}

}  // namespace
}  // namespace checkoutdiag::x509
