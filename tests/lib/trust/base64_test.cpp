#include "lib/trust/base64.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <random>

namespace checkoutdiag::trust {
namespace {

std::string encoded(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                             reinterpret_cast<const unsigned char*>(bytes.data()),
                             static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string in_lines(const std::string& text, std::size_t width, const char* end) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += width)
    lines += text.substr(at, width) + end;
  return lines;
}

bool reads(std::string_view text, const Base64Rules& rules = {}) {
  std::string out;
  return decode_base64(text, rules, out);
}

}  // namespace

TEST_CASE("base64: both decoders give back what OpenSSL encoded") {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 400; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(random());
    std::string text = encoded(bytes), out;
    for (const char* end : {"\n", "\r\n"}) {
      CAPTURE(size);
      REQUIRE(decode_base64(in_lines(text, 61, end), {}, out));
      CHECK(out == bytes);
      std::size_t lines = 0;
      std::string block = "BEGIN" + in_lines(text, 64, end);
      CHECK(decode_plain_lines(block + "-----END", 5, out, lines) == block.size());
      CHECK(out == bytes);
      CHECK(lines == (text.size() + 63) / 64);
    }
  }
}

TEST_CASE("base64: padding, spare bits and foreign characters are as strict as the rules say") {
  CHECK(reads("QUJD\nRA==\n"));
  CHECK_FALSE(reads("QUJDRA"));
  CHECK(reads("QUJDRA", {"", false, false}));
  CHECK_FALSE(reads("QUJDRA=", {"", false, false}));
  CHECK_FALSE(reads("QUJDR", {"", false, false}));
  CHECK(reads("QUJDRF=="));
  CHECK_FALSE(reads("QUJDRF==", {"", true, true}));
  CHECK_FALSE(reads("QUJDREU=", {"", true, true}) == reads("QUJDREV=", {"", true, true}));
  CHECK_FALSE(reads("RA==QUJD"));
  CHECK_FALSE(reads("===="));
  CHECK_FALSE(reads("Q==="));
  CHECK_FALSE(reads("QU JD"));
  CHECK(reads("QU JD", {" ", true, false}));
}

TEST_CASE("base64: what is not written as by the book is left to the tolerant reader") {
  std::string out;
  std::size_t lines = 0;
  auto plain = [&](std::string_view text) {
    return decode_plain_lines(text, 0, out, lines) != std::string_view::npos;
  };
  CHECK(plain("QUJD\n-"));
  CHECK(plain("-"));
  for (std::string_view odd :
       {"QUJD-", "QUJD\n", "QUJDR\nA==\n-", "QUJD\n\nQUJD\n-", "QUJD\rQUJD\n-", " QUJD\n-",
        "QUJD \n-", "RA==\nQUJD\n-", "RF==\n-", "RA\n-", "\n-", "QUJD\nR*==\n-", "=QUJ\n-"})
    CHECK_MESSAGE(!plain(odd), odd);
  CHECK_FALSE(plain(std::string(256, 'A') + "\n-"));
}

}  // namespace checkoutdiag::trust
