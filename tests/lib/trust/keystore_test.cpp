#include <doctest/doctest.h>
#include <openssl/evp.h>

#include "lib/trust/contents.hpp"
#include "tests/lib/trust/loads.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

using test::has_flaw;
using test::load_of;

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i)
    out += static_cast<char>(value >> 8 * i & 0xff);
  return out;
}

std::string counted(std::string_view text, int bytes) {
  return number(text.size(), bytes).append(text);
}

std::string certificate(std::string_view der, int version, std::string_view type = "X.509") {
  return (version == 2 ? counted(type, 2) : "") + counted(der, 4);
}

std::string trusted(std::string_view alias, std::string_view der, int version = 2,
                    std::string_view type = "X.509") {
  return number(2, 4) + counted(alias, 2) + number(0, 8) + certificate(der, version, type);
}

std::string key(std::string_view alias, const std::vector<std::string>& chain, int version = 2) {
  std::string entry = number(1, 4) + counted(alias, 2) + number(0, 8) +
                      counted("an encrypted key that is nobody's", 4) + number(chain.size(), 4);
  for (const std::string& der : chain)
    entry += certificate(der, version);
  return entry;
}

std::string head(std::uint32_t magic, std::uint32_t version, std::uint32_t count) {
  return number(magic, 4) + number(version, 4) + number(count, 4);
}

constexpr std::uint32_t kJks = 0xFEEDFEED, kJceks = 0xCECECECE;

std::string sealed(const std::string& data, std::string_view password = "changeit") {
  std::string text;
  for (char c : password)
    text += {'\0', c};
  text += "Mighty Aphrodite" + data;
  unsigned char sum[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), sum, &size, EVP_sha1(), nullptr);
  return data + std::string(reinterpret_cast<char*>(sum), size);
}

struct Stores {
  std::string a = test::mint({.common_name = "a", .ca = true}).der;
  std::string b = test::mint({.common_name = "b", .ca = true}).der;
  std::string leaf = test::mint({.common_name = "leaf"}).der;
};

TEST_CASE_FIXTURE(Stores, "both versions of JKS, and JCEKS, are read whole") {
  for (std::uint32_t magic : {kJks, kJceks}) {
    for (int version : {1, 2}) {
      const std::string file =
          sealed(head(magic, static_cast<std::uint32_t>(version), 3) + trusted("a", a, version) +
                 key("mine", {leaf, b}, version) + trusted("b", b, version));
      const Contents found = read_contents(file);
      CHECK(found.format == (magic == kJks ? Format::jks : Format::jceks));
      CHECK(found.problem == "");
      CHECK(found.flaws.empty());
      CHECK_FALSE(found.integrity_unchecked);
      CHECK(found.private_keys == 1);
      REQUIRE(found.certificates.size() == 4);
      CHECK(found.certificates[0].origin == "alias a");
      CHECK(found.certificates[0].der == a);
      CHECK(found.certificates[1].origin == "alias mine, key entry");
      CHECK(found.certificates[1].der == leaf);
      CHECK(found.certificates[2].origin == "alias mine, key entry");
      CHECK(found.certificates[3].der == b);
      const Load& java = load_of(found, Runtime::java);
      CHECK(java.count == 3);
      CHECK(java.missing == std::vector<std::size_t>{2});
      CHECK_FALSE(java.fails);
      CHECK((java.how.find("trustStoreType=JCEKS") != std::string::npos) == (magic == kJceks));
    }
  }
}

TEST_CASE_FIXTURE(Stores, "a store cut off anywhere yields what was there, and says so") {
  const std::string data =
      head(kJks, 2, 3) + trusted("a", a) + key("mine", {leaf}) + trusted("b", b);
  const std::string file = sealed(data);
  const std::size_t ends[] = {(head(kJks, 2, 3) + trusted("a", a)).size(),
                              (head(kJks, 2, 3) + trusted("a", a) + key("mine", {leaf})).size(),
                              data.size()};
  for (std::size_t length = 4; length < file.size(); ++length) {
    const Contents found = read_contents(file.substr(0, length));
    CAPTURE(length);
    CHECK(found.format == Format::jks);
    std::size_t whole = 0;
    for (std::size_t end : ends)
      whole += length >= end ? 1 : 0;
    CHECK(found.certificates.size() == whole);
    CHECK(found.problem != "");
    CHECK(found.integrity_unchecked);
    // Java reads the checksum only when it was given a password.
    CHECK(load_of(found, Runtime::java).fails == (length < data.size()));
    CHECK(load_of(found, Runtime::java).count == (length < data.size() ? 0 : 3));
  }
}

TEST_CASE_FIXTURE(Stores, "claimed counts and lengths are not believed") {
  for (std::uint32_t count : {0x80000000u, 0xffffffffu, 2u}) {
    const Contents found = read_contents(sealed(head(kJks, 2, count) + trusted("a", a)));
    CHECK(found.certificates.size() == 1);
    CHECK(found.problem.find("entry 2 of " + std::to_string(count)) != std::string::npos);
  }
  const std::string huge = number(2, 4) + counted("x", 2) + number(0, 8) + counted("X.509", 2) +
                           number(0xffffffff, 4) + a;
  CHECK(read_contents(head(kJks, 2, 1) + huge).certificates.empty());
  const std::string chain = number(1, 4) + counted("x", 2) + number(0, 8) + counted("key", 4) +
                            number(0xffffffff, 4) + certificate(a, 2);
  const Contents found = read_contents(head(kJks, 2, 1) + chain);
  CHECK(found.certificates.size() == 1);
  CHECK(found.private_keys == 1);
}

TEST_CASE_FIXTURE(Stores, "the checksum is tried with the usual passwords") {
  const std::string data = head(kJks, 2, 1) + trusted("a", a);
  for (const char* usual : {"changeit", "changeme", ""})
    CHECK_FALSE(read_contents(sealed(data, usual)).integrity_unchecked);
  std::string broken = sealed(data);
  broken.back() ^= 1;
  for (const std::string& file : {sealed(data, "s3cret"), broken}) {
    const Contents found = read_contents(file);
    CHECK(found.integrity_unchecked);
    CHECK(found.format_note == "JKS version 2, integrity not checked");
    CHECK(found.problem == "");
    CHECK(found.certificates.size() == 1);
    CHECK(load_of(found, Runtime::java).count == 1);
  }
  CHECK(has_flaw(read_contents(sealed(data) + "more"), FlawKind::trailing_bytes));
}

TEST_CASE_FIXTURE(Stores, "what Java takes depends on names") {
  struct {
    const char *first, *second;
    std::vector<std::size_t> missing;
  } cases[] = {{"same", "same", {0}}, {"same", "SAME", {1}}, {"A", "b", {0}}, {"a", "b", {}}};
  for (const auto& names : cases) {
    const Contents found = read_contents(
        sealed(head(kJks, 2, 2) + trusted(names.first, a) + trusted(names.second, b)));
    CHECK(found.certificates.size() == 2);
    CHECK(load_of(found, Runtime::java).missing == names.missing);
    CHECK(load_of(found, Runtime::java).count == 2 - static_cast<int>(names.missing.size()));
  }
}

TEST_CASE_FIXTURE(Stores, "an entry that Java chokes on costs it the store, and us the entry") {
  const std::string good = trusted("a", a);
  for (const std::string& bad :
       {trusted("b", b.substr(0, 100)), trusted("b", ""), trusted("b", b, 2, "PGP")}) {
    const Contents found = read_contents(sealed(head(kJks, 2, 2) + bad + good));
    CHECK(found.certificates.size() == 1);
    CHECK(has_flaw(found, FlawKind::bad_certificate));
    CHECK(load_of(found, Runtime::java).fails);
    CHECK(load_of(found, Runtime::java).count == 0);
    CHECK(load_of(found, Runtime::java).missing == std::vector<std::size_t>{0});
  }
  const Contents longer = read_contents(sealed(head(kJks, 2, 1) + trusted("a", a + "xxxx")));
  CHECK(longer.certificates.at(0).der == a);
  CHECK(has_flaw(longer, FlawKind::trailing_bytes));
  CHECK(load_of(longer, Runtime::java).count == 1);
}

TEST_CASE_FIXTURE(Stores, "it stops where it cannot know how to go on") {
  const std::string secret = number(3, 4) + counted("s", 2) + number(0, 8) + "\xac\xed";
  const std::string file = sealed(head(kJceks, 2, 3) + trusted("a", a) + secret + trusted("b", b));
  const Contents jceks = read_contents(file);
  CHECK(jceks.certificates.size() == 1);
  CHECK(jceks.problem.find("entry 2 of 3 is a secret key") == 0);
  CHECK(jceks.integrity_unchecked);
  CHECK_FALSE(load_of(jceks, Runtime::java).count);

  const Contents jks = read_contents(sealed(head(kJks, 2, 2) + secret + trusted("b", b)));
  CHECK(jks.problem.find("unknown kind 3") != std::string::npos);

  const Contents future = read_contents(sealed(head(kJks, 3, 1) + trusted("a", a)));
  CHECK(future.certificates.empty());
  CHECK(future.problem.find("version 3") == 0);
  CHECK(load_of(future, Runtime::java).fails);
}

TEST_CASE_FIXTURE(Stores, "names are modified UTF-8") {
  struct {
    std::string written, read;
  } cases[] = {
      {"r\xc3\xb6t", "r\xc3\xb6t"},
      {"\xe2\x82\xac", "\xe2\x82\xac"},
      {std::string("a\xc0\x80", 3) + "b", std::string("a\0b", 3)},
      {"\xed\xa0\xbd\xed\xb8\x80", "\xf0\x9f\x98\x80"},  // a pair of surrogates
      {"\xed\xa0\xbd", "\xed\xa0\xbd"},                  // half of one
      {"\xed\xb8\x80", "\xed\xb8\x80"},                  // the other half
      {"\xff", "\xff"},
      {"\xc3", "\xc3"},
      {"", ""},
  };
  for (const auto& name : cases)
    CHECK(read_contents(sealed(head(kJks, 2, 1) + trusted(name.written, a)))
              .certificates.at(0)
              .origin == "alias " + name.read);
}

TEST_CASE("a store of a million wrong entries is left early") {
  const std::string entry = trusted("x", "not a certificate");
  std::string data = head(kJks, 2, 100'000);
  for (int i = 0; i < 100'000; ++i)
    data += entry;
  const Contents found = read_contents(sealed(data));
  CHECK(found.flaws.size() <= 1'001);
  CHECK(found.problem.find("too much in it is no certificate") == 0);

  std::string keys = head(kJks, 2, 100'000);
  for (int i = 0; i < 100'000; ++i)
    keys += key("k" + std::to_string(i), {});
  CHECK(read_contents(sealed(keys)).problem == "only the first 50000 entries were read");
}

}  // namespace
}  // namespace checkoutdiag::trust
