#include "lib/doctor/hello_sizes.hpp"

#include <doctest/doctest.h>

#include "lib/tls/hello.hpp"

namespace checkoutdiag::doctor {
namespace {

std::size_t number(const std::string& bytes, std::size_t at, std::size_t count) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string record() {
  tls::Hello hello;
  hello.suites = {0xc02f, 0x002f};
  hello.groups = {0x001d};
  hello.schemes = {0x0403};
  hello.server_name = "api.gateway.test";
  return tls::encode(hello, std::array<std::uint8_t, 96>{});
}

}  // namespace

TEST_CASE("padded hello: every length in it is right, whatever the size") {
  const std::string plain = record();
  for (std::size_t wanted = plain.size() + 4; wanted < 4000; wanted += 37) {
    const std::string padded = padded_hello(plain, wanted);
    CAPTURE(wanted);
    REQUIRE(padded.size() == wanted);
    CHECK(number(padded, 3, 2) == wanted - 5);
    CHECK(number(padded, 6, 3) == wanted - 9);
    // Version, random, no session id, three suites with the SCSV, one compression method.
    const std::size_t lists = 9 + 2 + 32 + 1 + 2 + 6 + 2;
    REQUIRE(number(padded, lists, 2) == wanted - lists - 2);
    std::size_t at = lists + 2;
    int paddings = 0;
    while (at < padded.size()) {
      if (number(padded, at, 2) == 21) ++paddings;
      at += 4 + number(padded, at + 2, 2);
    }
    CHECK(at == padded.size());
    CHECK(paddings == 1);
  }
}

TEST_CASE("padded hello: without room for an extension it stays as it is") {
  const std::string plain = record();
  CHECK(padded_hello(plain, 0) == plain);
  CHECK(padded_hello(plain, plain.size() + 3) == plain);
  CHECK(padded_hello(plain, 20000) == plain);
}

}  // namespace checkoutdiag::doctor
