#include "lib/text/hex.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <random>
#include <string>

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

// Bytes that differ from run to run of the loop, and never from run to run of the test.
std::string some_bytes(std::size_t length) {
  std::mt19937 random(static_cast<unsigned>(length) + 1);
  std::string out(length, '\0');
  for (char& c : out)
    c = static_cast<char>(random() & 0xFF);
  return out;
}

std::string without_padding(std::string text) {
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

std::string with_url_digits(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

TEST_CASE("hex and base64 of every length are read back") {
  std::string out;
  for (std::size_t length = 0; length <= 300; ++length) {
    const std::string data = some_bytes(length);
    CHECK(decode_hex(hex(bytes_of(data)), out));
    CHECK(out == data);
    const std::string text = base64(bytes_of(data));
    CHECK(decode_base64(text, out));
    CHECK(out == data);
    CHECK(decode_base64(without_padding(text), out, {.unpadded = true}));
    CHECK(out == data);
    CHECK(decode_base64(text, out, {.unpadded = true}));
    CHECK(out == data);
    CHECK(decode_base64(with_url_digits(text), out, {.url = true}));
    CHECK(out == data);
  }
}

TEST_CASE("base64 is read as OpenSSL reads it") {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::mt19937 random(4648);
  std::string out;
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (std::size_t length = 4 * (random() % 20); length > 0; --length)
      text += kDigits[random() % kDigits.size()];
    std::string other(text.size(), '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(other.data()),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    other.resize(static_cast<std::size_t>(std::max(length, 0)));
    REQUIRE(decode_base64(text, out));
    CHECK(out == other);
  }
}

TEST_CASE("hex is digits in either case, an even number of them, and nothing else") {
  std::string out;
  CHECK(decode_hex("00fFA5", out));
  CHECK(out == std::string("\0\xFF\xA5", 3));
  CHECK(decode_hex("", out));
  CHECK(out.empty());
  for (const char* wrong : {"0", "abc", "0g", "g0", "0x", " 00", "00 ", "00\n", "\xC3\xA9", "@0"})
    CHECK_FALSE(decode_hex(wrong, out));
  for (int c = 0; c < 256; ++c) {
    const char two[] = {'0', static_cast<char>(c)};
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    CHECK(decode_hex({two, 2}, out) == digit);
  }
}

TEST_CASE("base64 that is not canonical is no base64") {
  std::string out;
  for (const char* wrong : {"Z",        "Zg",   "Zm8",      "Zg=",    "Zh==",    "Zm9=",   "Z===",
                            "====",     "=",    "Zg==Zg==", "Zg==\n", "Zm9v\n",  "Zm 9v",  " Zm9v",
                            "Zm9v====", "-_-_", "Zm9v=",    "Zm=v",   "Zm9vZg=", "\xFFm9v"})
    CHECK_FALSE(decode_base64(wrong, out));
  for (const char* wrong : {"Z", "Zg=", "Zh", "Zm9", "Zm9v=", "Zm9vY", "Zg==="})
    CHECK_FALSE(decode_base64(wrong, out, {.unpadded = true}));
  CHECK_FALSE(decode_base64("+/+/", out, {.url = true}));
  CHECK(decode_base64("-_-_", out, {.url = true}));
  CHECK(out == "\xFB\xFF\xBF");
  CHECK(decode_base64("-_8", out, {.url = true, .unpadded = true}));
  CHECK(out == "\xFB\xFF");
}

}  // namespace
}  // namespace checkoutdiag::text
