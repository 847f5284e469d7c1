#include "lib/text/hex.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::text {
namespace {

std::vector<std::uint8_t> bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

TEST_CASE("hex has two lower-case digits a byte") {
  CHECK(hex({}) == "");
  CHECK(hex(std::vector<std::uint8_t>{0x00, 0x0f, 0xa5, 0xff}) == "000fa5ff");
}

TEST_CASE("base64 is that of RFC 4648, section 10") {
  CHECK(base64(bytes("")) == "");
  CHECK(base64(bytes("f")) == "Zg==");
  CHECK(base64(bytes("fo")) == "Zm8=");
  CHECK(base64(bytes("foo")) == "Zm9v");
  CHECK(base64(bytes("foob")) == "Zm9vYg==");
  CHECK(base64(bytes("fooba")) == "Zm9vYmE=");
  CHECK(base64(bytes("foobar")) == "Zm9vYmFy");
  CHECK(base64(std::vector<std::uint8_t>{0xfb, 0xff, 0xfe}) == "+//+");
}

}  // namespace
}  // namespace checkoutdiag::text
