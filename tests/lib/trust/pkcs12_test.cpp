#include <doctest/doctest.h>
#include <openssl/objects.h>

#include <chrono>

#include "lib/trust/contents.hpp"
#include "tests/lib/trust/der_builder.hpp"
#include "tests/lib/trust/loads.hpp"
#include "tests/lib/trust/pkcs12_maker.hpp"
#include "tests/lib/x509/mint.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::trust {
namespace {

using test::bag_of;
using test::encrypted_safe;
using test::has_flaw;
using test::load_of;
using test::pkcs12_of;
using test::plain_safe;
using test::with_mac;

constexpr int kRc2 = NID_pbe_WithSHA1And40BitRC2_CBC, kAes = NID_aes_256_cbc,
              k3Des = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct Stores {
  std::string a = test::mint({.common_name = "a", .ca = true}).der;
  std::string b = test::mint({.common_name = "b", .ca = true}).der;
  std::string leaf = test::mint({.common_name = "leaf"}).der;
  std::string two = bag_of({a, "Root A", true}) + bag_of({b, "", false});
};

TEST_CASE_FIXTURE(Stores, "a store without a password, as newer JDKs ship it") {
  const Contents found = read_contents(pkcs12_of(plain_safe(two)));
  CHECK(found.format == Format::pkcs12);
  CHECK(found.format_note == "PKCS#12 without a password");
  CHECK(found.problem == "");
  CHECK_FALSE(found.integrity_unchecked);
  REQUIRE(found.certificates.size() == 2);
  CHECK(found.certificates[0].der == a);
  CHECK(found.certificates[0].origin == "alias Root A");
  CHECK(found.certificates[1].der == b);
  CHECK(found.certificates[1].origin == "without an alias");
  const Load& java = load_of(found, Runtime::java);
  CHECK(java.count == 1);
  CHECK(java.missing == std::vector<std::size_t>{1});
  CHECK(contains(java.how, "no Java attribute marks it as trusted"));
}

TEST_CASE_FIXTURE(Stores, "usual passwords open a store, with its checksum or without") {
  for (int scheme : {kAes, k3Des}) {
    for (const char* password : {"changeit", "", "changeme", "password", "notasecret"}) {
      const std::string bare = pkcs12_of(encrypted_safe(two, scheme, password));
      for (const std::string& file : {bare, with_mac(bare, password)}) {
        const Contents found = read_contents(file);
        CAPTURE(password);
        CHECK(found.problem == "");
        CHECK(found.certificates.size() == 2);
        CHECK_FALSE(found.integrity_unchecked);
        CHECK(contains(found.format_note, "opened with a usual password"));
        CHECK(load_of(found, Runtime::java).count == 1);
        CHECK(contains(load_of(found, Runtime::java).how, "loads none, silently"));
      }
    }
  }
}

TEST_CASE_FIXTURE(Stores, "another password leaves the format and what is not encrypted") {
  const std::string bare = pkcs12_of(plain_safe(bag_of({a, "a", true})) +
                                     encrypted_safe(bag_of({b, "b", true}), kAes, "s3cret"));
  for (const std::string& file : {bare, with_mac(bare, "s3cret")}) {
    const Contents found = read_contents(file);
    CHECK(found.format == Format::pkcs12);
    CHECK(found.problem ==
          "encrypted with a password that is not one of the usual ones: certificates cannot be "
          "read");
    CHECK(found.certificates.size() == 1);
    CHECK(found.integrity_unchecked == (file.size() != bare.size()));
    CHECK_FALSE(load_of(found, Runtime::java).count);
  }
}

TEST_CASE_FIXTURE(Stores, "RC2-40 is read through the legacy provider, or named as the reason") {
  const std::string safe = encrypted_safe(two, kRc2, "changeit");
  if (safe.empty()) {
    MESSAGE("skipped: this OpenSSL has no legacy provider");
    return;
  }
  const std::string file = with_mac(pkcs12_of(safe), "changeit");
  const Contents found = read_contents(file);
  CHECK(found.problem == "");
  CHECK(found.certificates.size() == 2);
  CHECK(contains(found.format_note, "RC2-40"));

  test::Scratch empty;
  test::Environment elsewhere("OPENSSL_MODULES", empty.path());
  const Contents without = read_contents(file);
  CHECK(without.certificates.empty());
  CHECK(contains(without.problem, "encrypted with RC2-40, which needs OpenSSL's legacy provider"));
  CHECK_FALSE(without.integrity_unchecked);
}

TEST_CASE_FIXTURE(Stores,
                  "the first certificate of a key is an anchor for Java, its chain is not") {
  const std::string bags = bag_of({leaf, "mine", false, "\x01"}) + bag_of({a}) + bag_of({b});
  const Contents found =
      read_contents(pkcs12_of(plain_safe(bags) + plain_safe(test::key_bag("\x01"))));
  CHECK(found.private_keys == 1);
  CHECK(found.certificates.size() == 3);
  CHECK(load_of(found, Runtime::java).count == 1);
  CHECK(load_of(found, Runtime::java).missing == std::vector<std::size_t>{1, 2});
}

TEST_CASE_FIXTURE(Stores, "of entries with one alias Java keeps the last, whatever its case") {
  const std::string bags =
      bag_of({a, "root", true}) + bag_of({b, "ROOT", true}) + bag_of({leaf, "", true});
  const Contents found = read_contents(pkcs12_of(plain_safe(bags)));
  CHECK(load_of(found, Runtime::java).count == 2);
  CHECK(load_of(found, Runtime::java).missing == std::vector<std::size_t>{0});
}

TEST_CASE_FIXTURE(Stores, "safes within safes are read, to a depth") {
  std::string bags = bag_of({a, "deep", true});
  for (int i = 0; i < 5; ++i)
    bags = test::nested_bag(bags);
  const Contents found = read_contents(pkcs12_of(plain_safe(bags + bag_of({b}))));
  CHECK(found.certificates.size() == 2);
  CHECK(found.problem == "");
  // Java passes them over.
  const std::string both = test::nested_bag(bag_of({a, "a", true})) + bag_of({b, "b", true});
  const Contents java = read_contents(pkcs12_of(plain_safe(both)));
  CHECK(load_of(java, Runtime::java).count == 1);
  CHECK(load_of(java, Runtime::java).missing == std::vector<std::size_t>{0});
  // As deep as OpenSSL decodes, and deeper.
  for (int depth : {10, 12, 200}) {
    std::string deep = bag_of({a});
    for (int i = 0; i < depth; ++i)
      deep = test::nested_bag(deep);
    const Contents cut = read_contents(pkcs12_of(plain_safe(deep)));
    CHECK(cut.certificates.empty());
    CHECK(cut.problem != "");
  }
}

TEST_CASE_FIXTURE(Stores, "encryption that is not read is named, and nothing is guessed") {
  const Contents camellia =
      read_contents(pkcs12_of(encrypted_safe(two, NID_camellia_256_cbc, "changeit")));
  CHECK(camellia.problem == "its encryption (camellia-256-cbc) is not one that is read here");
  CHECK_FALSE(load_of(camellia, Runtime::java).count);
  // PBKDF2 in an encrypted file becomes scrypt, which could ask for any memory and time.
  std::string safe = encrypted_safe(two, kAes, "changeit");
  const std::string pbkdf2 = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
  const std::string scrypt = "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b";
  REQUIRE(contains(safe, pbkdf2));
  safe.replace(safe.find(pbkdf2), pbkdf2.size(), scrypt);
  CHECK(contains(read_contents(pkcs12_of(safe)).problem,
                 "its key derivation (scrypt) is not one that is read here"));
}

TEST_CASE_FIXTURE(Stores, "rounds without end are not made") {
  const auto start = std::chrono::steady_clock::now();
  // The number of rounds is replaced in an encrypted file, by as much as its three bytes hold.
  std::string safe = encrypted_safe(two, kAes, "changeit", 0x010101);
  const std::string few = "\x02\x03\x01\x01\x01";
  REQUIRE(contains(safe, few));
  safe.replace(safe.find(few), few.size(), "\x02\x03\x7f\xff\xff");
  const Contents found = read_contents(pkcs12_of(safe));
  CHECK(found.certificates.empty());
  CHECK(contains(found.problem, "asks for 8388607 rounds"));
  safe.replace(safe.find("\x02\x03\x7f\xff"), few.size(), "\x02\x03\xff\xff\xff");
  CHECK(contains(read_contents(pkcs12_of(safe)).problem, "absurd number of rounds"));
  // Many parts share one budget.
  std::string many;
  const std::string part = encrypted_safe(bag_of({a}), kAes, "nobody knows", 100'000);
  for (int i = 0; i < 200; ++i)
    many += part;
  CHECK(contains(read_contents(pkcs12_of(many)).problem, "asks for 100000 rounds"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE_FIXTURE(Stores, "what is no PKCS#12 inside is told, wherever it is cut") {
  const std::string file = with_mac(pkcs12_of(plain_safe(two)), "changeit");
  for (std::size_t length = 8; length < file.size(); length += 3) {
    const Contents found = read_contents(file.substr(0, length));
    CHECK(found.format == Format::pkcs12);
    CHECK(found.problem != "");
    CHECK(load_of(found, Runtime::java).fails);
  }
  CHECK(has_flaw(read_contents(file + "x"), FlawKind::trailing_bytes));
  // No content at all (CVE-2024-0727).
  const std::string data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
  for (const std::string& info : {test::der(0x30, data), test::der(0x30, data + "\xa0\x80")})
    CHECK(read_pkcs12(test::der(0x30, "\x02\x01\x03" + info + std::string(130, '\0'))).problem !=
          "");
  CHECK(read_pkcs12(pkcs12_of(test::der(0x30, data))).problem != "");
  // A certificate that is none costs Java the whole store.
  const Contents bad = read_contents(pkcs12_of(plain_safe(bag_of({"no", "x", true}) + two)));
  CHECK(has_flaw(bad, FlawKind::bad_certificate));
  CHECK(bad.certificates.size() == 2);
  CHECK(load_of(bad, Runtime::java).fails);
}

}  // namespace
}  // namespace checkoutdiag::trust
