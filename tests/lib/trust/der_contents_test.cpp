#include <doctest/doctest.h>

#include "lib/trust/contents.hpp"
#include "lib/trust/der.hpp"
#include "tests/lib/trust/der_builder.hpp"
#include "tests/lib/trust/loads.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

using test::has_flaw;
using test::load_of;

struct Ders {
  std::string a = test::mint({.common_name = "a", .ca = true}).der;
  std::string b = test::mint({.common_name = "b", .ca = true}).der;
};

TEST_CASE_FIXTURE(Ders, "certificates after each other; nobody but Java reads them as anchors") {
  const Contents found = read_contents(a + b + a);
  CHECK(found.format == Format::der);
  CHECK(found.format_note == "3 DER certificates");
  CHECK(found.flaws.empty());
  REQUIRE(found.certificates.size() == 3);
  CHECK(found.certificates[1].der == b);
  CHECK(found.certificates[1].origin == "byte " + std::to_string(a.size()));
  for (Runtime runtime : {Runtime::openssl, Runtime::node, Runtime::go, Runtime::gnutls}) {
    CHECK(load_of(found, runtime).count == 0);
    CHECK(load_of(found, runtime).missing.size() == 3);
    CHECK(load_of(found, runtime).fails == (runtime == Runtime::openssl));
  }
  CHECK(load_of(found, Runtime::java).count == 3);
}

TEST_CASE_FIXTURE(Ders, "what follows a certificate is a flaw, wherever it is cut") {
  for (std::size_t length = 1; length < b.size(); ++length) {
    const Contents found = read_contents(a + b.substr(0, length));
    CHECK(found.certificates.size() == 1);
    CHECK(has_flaw(found, FlawKind::trailing_bytes));
  }
  for (std::size_t length = 130; length < a.size(); ++length) {
    const Contents found = read_contents(a.substr(0, length));
    CHECK(found.certificates.empty());
    CHECK(found.problem != "");
  }
  const Contents other = read_contents(a + test::der(0x30, std::string(200, '\x05')) + b);
  CHECK(other.certificates.size() == 2);
  CHECK(has_flaw(other, FlawKind::bad_certificate));
  CHECK_FALSE(load_of(other, Runtime::java).count);
}

TEST_CASE_FIXTURE(Ders, "PKCS#7 in DER gives its certificates, to Java and to us") {
  const std::string bag = test::pkcs7_of({a, b});
  const Contents found = read_contents(bag);
  CHECK(found.format == Format::pkcs7);
  CHECK(found.problem == "");
  REQUIRE(found.certificates.size() == 2);
  CHECK(found.certificates[0].der == a);
  CHECK(found.certificates[1].der == b);
  CHECK(load_of(found, Runtime::java).count == 2);
  CHECK(load_of(found, Runtime::openssl).count == 0);
  CHECK(has_flaw(read_contents(bag + "\n"), FlawKind::trailing_bytes));
  for (std::size_t length = 20; length < bag.size(); ++length) {
    const Contents cut = read_contents(bag.substr(0, length));
    CHECK(cut.format == Format::pkcs7);
    CHECK(cut.certificates.empty());
    CHECK(cut.problem != "");
  }
  // Enveloped data, and SignedData of nothing.
  const std::string oid = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
  CHECK(read_pkcs7(test::der(0x30, oid + "\x01")).problem != "");
  CHECK(read_pkcs7(test::der(0x30, oid + "\x02")).problem != "");
}

TEST_CASE_FIXTURE(Ders, "the outline of a certificate is told from others'") {
  CHECK(outlines_certificate(a));
  CHECK_FALSE(outlines_certificate(a + "x"));
  CHECK_FALSE(outlines_certificate(""));
  CHECK_FALSE(outlines_certificate(test::der(0x30, "")));
  CHECK_FALSE(outlines_certificate(test::pkcs7_of({a})));
  // Lengths of any form that does not fit.
  for (const char* bytes :
       {"\x30\x80", "\x30\x84\xff\xff\xff\xff", "\x30\x85", "\x30\x81", "\x1f\x01"})
    CHECK_FALSE(first_element(bytes));
}

TEST_CASE("a private key in DER is named, and not kept") {
  const std::string body(140, '\x30');
  for (std::string_view after : {"\x02\x01\x01\x04", "\x30"}) {
    const Contents found =
        read_contents(test::der(0x30, std::string("\x02\x01\x00", 3) + std::string(after) + body));
    CHECK(found.private_keys == 1);
    CHECK(has_flaw(found, FlawKind::private_key));
    CHECK(found.certificates.empty());
  }
}

}  // namespace
}  // namespace checkoutdiag::trust
