#include <doctest/doctest.h>
#include <openssl/crypto.h>

#include <cstddef>
#include <vector>

#include "lib/webhook/verify.hpp"
#include "tests/lib/webhook/signed_delivery.hpp"

// How signatures are compared. This program's own CRYPTO_memcmp goes before libcrypto's, so that a
// test can see that every comparison is made by it, and over how many bytes.
namespace {

// Of each thread by itself: OpenSSL's own comparisons come here, too, from every thread with TLS.
thread_local std::vector<std::size_t> compared;

}  // namespace

extern "C" int CRYPTO_memcmp(const void* a, const void* b, std::size_t size) {
  compared.push_back(size);
  const auto* left = static_cast<const volatile unsigned char*>(a);
  const auto* right = static_cast<const volatile unsigned char*>(b);
  unsigned char different = 0;
  for (std::size_t i = 0; i < size; ++i)
    different = static_cast<unsigned char>(different | (left[i] ^ right[i]));
  return different;
}

namespace checkoutdiag::webhook {
namespace {

constexpr std::int64_t kThen = 1'764'201'600;

// A view into the delivery's headers, which it changes.
std::string& signature_of(test::SignedDelivery& one) {
  return one.delivery.headers.back().value;
}

bool valid(const test::SignedDelivery& one) {
  compared.clear();
  return Verifier(one.scheme, one.verifying, one.settings).verify(one.delivery, kThen).valid();
}

}  // namespace

TEST_CASE("a signature is compared whole, wherever it differs, by CRYPTO_memcmp") {
  int schemes = 0;
  for (const Scheme& scheme : built_in_schemes()) {
    if (scheme.algorithm > Algorithm::hmac_sha512 || !scheme.special.empty()) continue;
    if (scheme.written.find("{param:") != std::string::npos)
      continue;  // its signature is no header
    CAPTURE(scheme.name);
    ++schemes;
    test::SignedDelivery one = test::signed_delivery(scheme, kThen);
    REQUIRE(valid(one));
    const std::vector<std::size_t> right = compared;
    REQUIRE(right.size() == 1);
    CHECK(right[0] >= 28);  // base64 of SHA-1's 20 bytes is the shortest
    const std::string whole = signature_of(one);
    for (std::size_t back : {std::size_t{1}, std::size_t{10}, right[0]}) {
      signature_of(one) = whole;
      char& digit = signature_of(one)[whole.size() - back];
      digit = digit == 'a' ? 'b' : 'a';
      CHECK_FALSE(valid(one));
      // The same bytes are looked at whether the first differs or the last.
      REQUIRE_FALSE(compared.empty());
      CHECK(compared[0] == right[0]);
    }
  }
  CHECK(schemes >= 20);
}

TEST_CASE("a signature of another length is a mismatch: no comparison, no error") {
  for (const char* name : {"stripe", "github", "standard-webhooks", "shopify", "xendit"}) {
    CAPTURE(name);
    test::SignedDelivery one = test::signed_delivery(*find_scheme(name), kThen);
    const std::string whole = signature_of(one);
    for (const std::string& other : {whole.substr(0, whole.size() - 1), whole + "0"}) {
      signature_of(one) = other;
      Verifier verifier(one.scheme, one.verifying, one.settings);
      compared.clear();
      const Verification seen = verifier.verify(one.delivery, kThen);
      CHECK_FALSE(seen.valid());
      CHECK(seen.trouble == Trouble::none);
      CHECK(compared.empty());
    }
  }
}

}  // namespace checkoutdiag::webhook
