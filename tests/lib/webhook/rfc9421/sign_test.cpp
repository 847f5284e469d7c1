#include "lib/webhook/sign.hpp"

#include <doctest/doctest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/rfc9421/fields.hpp"
#include "lib/webhook/verify.hpp"
#include "lib/x509/handle.hpp"
#include "tests/lib/webhook/rfc9421/published.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace test;

constexpr std::int64_t kThen = 1618884473;

struct Pair {
  std::string algorithm, private_key, public_key;
};

Pair pair_of(const std::string& algorithm, EVP_PKEY* made) {
  const x509::Handle<EVP_PKEY, EVP_PKEY_free> key(made);
  const x509::Handle<BIO, BIO_free_all> own(BIO_new(BIO_s_mem())), shared(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(own.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_PUBKEY(shared.get(), key.get());
  const auto text = [](BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return std::string(data, static_cast<std::size_t>(size));
  };
  return {algorithm, text(own.get()), text(shared.get())};
}

/// Made once: RSA takes its time.
const std::vector<Pair>& fresh_pairs() {
  static const Pair rsa = pair_of("rsa-pss-sha512", EVP_RSA_gen(2048));
  static const std::vector<Pair> pairs = {
      rsa,
      {"rsa-v1_5-sha256", rsa.private_key, rsa.public_key},
      pair_of("ecdsa-p256-sha256", EVP_EC_gen("P-256")),
      pair_of("ecdsa-p384-sha384", EVP_EC_gen("P-384")),
      pair_of("ed25519", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")),
      {"hmac-sha256", kShared, kShared}};
  return pairs;
}

/// The request with what signing adds to it.
Delivery with(Delivery delivery, const Signed& what) {
  for (const Header& added : what.headers) {
    std::erase_if(delivery.headers, [&](const Header& each) { return each.name == added.name; });
    delivery.headers.push_back(added);
  }
  return delivery;
}

Delivery sign_it(const Delivery& delivery, const std::string& secret, const Settings& settings = {},
                 SignOptions options = {}) {
  options.timestamp = kThen;
  return with(delivery,
              sign_message(message_signatures(), delivery, {Secret(secret)}, settings, options));
}

bool right(const Delivery& delivery, const std::string& secret) {
  const Scheme scheme = message_signatures();
  return Verifier(scheme, {Secret(secret)}, {}).verify(delivery, kThen).valid();
}

TEST_CASE("what is signed verifies by every algorithm, and by no other key or algorithm") {
  const std::vector<Pair>& pairs = fresh_pairs();
  for (const Pair& one : pairs) {
    CAPTURE(one.algorithm);
    const Delivery delivery =
        sign_it(test_request(), one.private_key, {.values = {{"algorithm", one.algorithm}}});
    CHECK(find_header(delivery, "Signature-Input")->find("alg=\"" + one.algorithm + "\"") !=
          std::string::npos);
    for (const Pair& other : pairs) {
      CHECK(right(delivery, other.public_key) == (one.public_key == other.public_key));
      CHECK(right(delivery, other.private_key) == (one.private_key == other.private_key));
    }
  }
}

TEST_CASE("without a wish, the key decides on the algorithm") {
  const std::vector<Pair>& pairs = fresh_pairs();
  for (std::size_t i : {0U, 2U, 3U, 4U, 5U}) {
    const Delivery delivery = sign_it(test_request(), pairs[i].private_key);
    CHECK(find_header(delivery, "Signature-Input")->find(pairs[i].algorithm) != std::string::npos);
  }
}

TEST_CASE("the usual components are covered, and the body by a digest that is added") {
  Delivery delivery = test_request();
  std::erase_if(delivery.headers, [](const Header& each) { return each.name == "Content-Digest"; });
  const Delivery done = sign_it(delivery, kShared, {}, {.key_ids = {"k\"1"}});
  CHECK(*find_header(done, "content-digest") ==
        "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
  CHECK(*find_header(done, "signature-input") ==
        R"(sig1=("@method" "@target-uri" "content-type" "content-digest");created=1618884473)"
        R"(;keyid="k\"1";alg="hmac-sha256")");
  CHECK(right(done, kShared));

  delivery.url.clear();
  CHECK(find_header(sign_it(delivery, kShared), "signature-input")->find("\"@authority\"") !=
        std::string::npos);
  delivery.headers.push_back({"Content-Digest", "sha-256=:AAAA:"});
  CHECK(right(sign_it(delivery, kShared), kShared));
}

TEST_CASE("one changed bit of anything that is covered makes the signature wrong") {
  const std::vector<std::string> components = {
      "@method",     "@target-uri",  "@authority",      "@scheme",
      "@path",       "@query",       "@request-target", "@query-param;name=\"Pet\"",
      "\"date\";bs", "content-type", "content-digest",  "content-length"};
  const Delivery good = sign_it(test_request(), kShared, {}, {.components = components});
  REQUIRE(right(good, kShared));
  const auto flips = [&](std::string Delivery::*member) {
    for (std::size_t i = 0; i < (good.*member).size(); ++i) {
      Delivery bad = good;
      (bad.*member)[i] ^= 1;
      CHECK_FALSE(right(bad, kShared));
    }
  };
  flips(&Delivery::method);
  flips(&Delivery::url);
  flips(&Delivery::body);
  for (std::size_t h = 0; h < good.headers.size(); ++h) {
    if (good.headers[h].name == "Host") continue;  // the URL is known, so that it says nothing
    for (std::size_t i = 0; i < good.headers[h].value.size(); ++i) {
      Delivery bad = good;
      bad.headers[h].value[i] ^= 1;
      CHECK_FALSE(right(bad, kShared));
    }
  }
}

TEST_CASE("every secret signs under a label of its own") {
  const Pair pair = fresh_pairs()[4];
  const std::vector<Secret> secrets = {Secret(kShared), Secret(pair.private_key)};
  const Signed both = sign_message(message_signatures(), test_request(), secrets, {},
                                   {.timestamp = kThen, .key_ids = {"old", "new"}});
  const Delivery delivery = with(test_request(), both);
  CHECK(right(delivery, kShared));
  CHECK(right(delivery, pair.public_key));
  CHECK(find_header(delivery, "signature")->find(", sig2=:") != std::string::npos);
  CHECK_FALSE(both.body_changed);
}

TEST_CASE("what cannot be signed is a fault of the input that does not tell the secret") {
  const auto why = [](const Delivery& delivery, const std::string& secret,
                      const Settings& settings = {}, const SignOptions& options = {}) {
    try {
      sign_it(delivery, secret, settings, options);
    } catch (const Failure& failure) {
      CHECK(failure.kind == Failure::Kind::input);
      return std::string(failure.what());
    }
    return std::string("signed");
  };
  const Delivery delivery = test_request();
  CHECK(why(delivery, kP256).find("it is a public key") != std::string::npos);
  CHECK(why(delivery, kShared, {.values = {{"algorithm", "ed25519"}}}).find("ed25519") !=
        std::string::npos);
  CHECK(why(delivery, "not base64!").find("not base64!") == std::string::npos);
  CHECK(why(delivery, kShared, {}, {.components = {"x-none"}}).find("x-none") != std::string::npos);
  CHECK(why(delivery, kShared, {}, {.components = {"a b;c d"}}) != "signed");
  CHECK(why(delivery, kShared, {}, {.components = {"@method", "@method"}}) != "signed");
  CHECK(why(delivery, kShared, {}, {.key_ids = {"k\n"}}).find("keyid") != std::string::npos);
}

}  // namespace
}  // namespace checkoutdiag::webhook
