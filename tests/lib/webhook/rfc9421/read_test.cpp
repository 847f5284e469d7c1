#include <doctest/doctest.h>

#include "lib/webhook/claims.hpp"
#include "lib/webhook/public_key.hpp"
#include "lib/webhook/verify.hpp"
#include "tests/lib/webhook/rfc9421/published.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace test;

constexpr std::int64_t kThen = 1618884473;

Verification verify(const Delivery& delivery, const std::string& secret, Settings settings = {}) {
  static const Scheme scheme = message_signatures();
  return Verifier(scheme, {Secret(secret)}, std::move(settings)).verify(delivery, kThen);
}

Claims claims(const Delivery& delivery, const Settings& settings = {}) {
  Claims out;
  read_message_signatures(message_signatures(), delivery, settings, out);
  return out;
}

const std::string kB22Input =
    R"(sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473)"
    R"(;keyid="test-key-rsa-pss";tag="header-example")";
const std::string kB22 =
    "sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjv"
    "uJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/"
    "2YyFYXEu4TRJQzRw1rLEuEfY17SARYh"
    "pTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/"
    "lankenQ99PZfB4jY3I5rSV2DSBVk"
    "SFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==:";
const std::string kB25Input =
    R"(sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret")";
const std::string kB25 = "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:";

TEST_CASE("the requests that RFC 9421 signs in its appendix are right, with and without a body") {
  struct {
    std::string input, signature, key;
    bool covers_body;
  } published[] = {
      {R"(sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd")",
       "sig-b21=:d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/"
       "lkbbHAve4cRAtx31Iq786U7it++wgG"
       "xbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/"
       "Z2cOGdCbzR72rgFWhz"
       "x2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/"
       "QEVPnP5Tmc"
       "AnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==:",
       kRsaPss, false},
      {kB22Input, kB22, kRsaPss, true},
      {R"(sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" )"
       R"("content-length");created=1618884473;keyid="test-key-rsa-pss")",
       "sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/"
       "5MR6fb0Kh1rIRASVxFkeGt683"
       "+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/"
       "yPViV7KsLNmvKiLJH"
       "1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/"
       "CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8"
       "LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:",
       kRsaPss, true},
      {kB25Input, kB25, kShared, false},
      {R"(sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");)"
       R"(created=1618884473;keyid="test-key-ed25519")",
       "sig-b26=:"
       "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKR"
       "Cw==:",
       kEd25519, false},
  };
  for (const auto& one : published) {
    const Delivery delivery = signed_request(one.input, one.signature);
    const Verification found = verify(delivery, one.key);
    CHECK(found.signature);
    CHECK(found.trouble == (one.covers_body ? Trouble::none : Trouble::body_uncovered));
    CHECK(found.timestamp == kThen);
    CHECK(found.valid() == one.covers_body);
    CHECK(verify(delivery, one.key, {.body_may_be_uncovered = true}).valid());
    CHECK_FALSE(verify(delivery, one.key == kShared ? kP256 : kShared).signature);
  }
}

TEST_CASE("the proxy's request of RFC 9421, appendix B.3, is right") {
  Delivery delivery;
  delivery.url = "https://service.internal.example/foo?param=Value&Pet=dog";
  delivery.body = R"({"hello": "world"})";
  delivery.headers = {
      {"Client-Cert",
       ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBA"
       "MM"
       "EkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFk"
       "w"
       "Ew"
       "YHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/"
       "3YC8OthxM4+k1M6aEA"
       "EFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgN"
       "VHQ"
       "8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/"
       "BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49"
       "BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/"
       "kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU"
       "4hBVZ1yhk=:"},
      {"Signature-Input",
       R"(ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;)"
       R"(keyid="test-key-ecc-p256")"},
      {"Signature",
       "ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/"
       "9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw=="
       ":"}};
  CHECK(verify(delivery, kP256, {.body_may_be_uncovered = true}).valid());
  delivery.method = "PUT";
  CHECK_FALSE(verify(delivery, kP256).signature);
}

TEST_CASE("a body that is not that of its covered digest is found, though the signature is right") {
  Delivery delivery = signed_request(kB22Input, kB22);
  delivery.body += '\n';
  Verification found = verify(delivery, kRsaPss);
  CHECK(found.signature);
  CHECK(found.trouble == Trouble::digest_wrong);
  CHECK(found.about == "Content-Digest");
  CHECK_FALSE(found.valid());
  CHECK_FALSE(verify(delivery, kRsaPss, {.body_may_be_uncovered = true}).valid());

  delivery.body.clear();
  CHECK(verify(delivery, kRsaPss).trouble == Trouble::digest_wrong);
}

TEST_CASE("an empty body need not be covered, but by requests that have one") {
  Delivery delivery = signed_request(kB25Input, kB25);
  delivery.body.clear();
  CHECK(verify(delivery, kShared).trouble == Trouble::body_uncovered);
  delivery.method = "GET";
  CHECK(verify(delivery, kShared).valid());
}

TEST_CASE("a signature that leaves the body out does not count beside one that has it") {
  Delivery delivery = signed_request(kB22Input + ", " + kB25Input, kB22 + ", " + kB25);
  CHECK(verify(delivery, kRsaPss).matched == "sig-b22");
  CHECK_FALSE(verify(delivery, kShared).signature);
  CHECK(claims(delivery).items.front().any.size() == 1);
  CHECK(verify(delivery, kShared, {.body_may_be_uncovered = true}).matched == "sig-b25");
  CHECK(verify(delivery, kShared, {.values = {{"label", "sig-b25"}}}).signature);
  CHECK(verify(delivery, kShared, {.values = {{"key-id", "test-shared-secret"}}}).signature);
  CHECK(verify(delivery, kShared, {.values = {{"label", "sig-b25"}}}).trouble ==
        Trouble::body_uncovered);
}

TEST_CASE("headers that offer nothing say why") {
  const auto trouble = [](const Delivery& delivery, const Settings& settings = {}) {
    const Claims found = claims(delivery, settings);
    CHECK(found.items.empty());
    return std::pair(found.trouble, found.subject);
  };
  using Told = std::pair<Trouble, std::string>;
  Delivery delivery = test_request();
  CHECK(trouble(delivery) == Told(Trouble::header_missing, "Signature-Input"));
  delivery.headers.push_back({"Signature-Input", "a=()"});
  CHECK(trouble(delivery) == Told(Trouble::header_missing, "Signature"));
  const auto both = [&](const std::string& input, const std::string& signature) {
    return trouble(signed_request(input, signature));
  };
  CHECK(both("", "a=:AA==:") == Told(Trouble::header_blank, "Signature-Input"));
  CHECK(both("a=()", " ") == Told(Trouble::header_blank, "Signature"));
  CHECK(both("a=(", "a=:AA==:") == Told(Trouble::header_malformed, "Signature-Input"));
  CHECK(both("a=()", "a=AA==") == Told(Trouble::header_malformed, "Signature"));
  CHECK(both("a=1", "a=:AA==:") == Told(Trouble::header_malformed, "Signature-Input"));
  CHECK(both("a=()", "a=\"AA\"") == Told(Trouble::header_malformed, "Signature"));
  CHECK(both("a=()", "b=:AA==:") == Told(Trouble::no_signature, "a"));
  CHECK(both("a=();created=\"1\"", "a=:AA==:") == Told(Trouble::timestamp_malformed, "created"));
  CHECK(both("a=();created=-1", "a=:AA==:") == Told(Trouble::timestamp_malformed, "created"));
  CHECK(both("a=();expires=1.5", "a=:AA==:") == Told(Trouble::timestamp_malformed, "expires"));
  CHECK(both("a=();alg=ed25519", "a=:AA==:") ==
        Told(Trouble::header_malformed, "Signature-Input: alg"));
  CHECK(both("a=(\"x-none\")", "a=:AA==:") == Told(Trouble::value_missing, "x-none"));
  const Delivery good = signed_request(kB25Input, kB25);
  CHECK(trouble(good, {.values = {{"label", "sig1"}}}) == Told(Trouble::no_signature, "sig1"));
  CHECK(trouble(good, {.values = {{"key-id", "k"}}}) == Told(Trouble::no_signature, "k"));
}

TEST_CASE("one label that is no use leaves the others") {
  const Delivery delivery =
      signed_request("a=(\"x-none\"), b=1, c=(), d=(\"date\" \"date\"), " + kB22Input,
                     "a=:AA==:, b=:AA==:, " + kB22);
  CHECK(verify(delivery, kRsaPss).valid());
}

TEST_CASE("a signature that was made up today does not make an old one young again") {
  const auto told = [](const std::string& input) {
    return claims(signed_request(input, "a=:AA==:, b=:AA==:, c=:AA==:"));
  };
  Claims found = told("a=();created=2000;expires=5000, b=();created=1000;expires=3000");
  CHECK(found.timestamp == "1000");
  CHECK(found.expires == 3000);
  found = told("a=(), b=();created=1000, c=();created=2000");
  CHECK(found.timestamp == "1000");
  CHECK(found.items.front().any.size() == 2);
  CHECK(told("a=(), b=()").timestamp.empty());
}

TEST_CASE("the algorithm that is named is the one that is used") {
  const auto with = [](const std::string& input, const Settings& settings = {}) {
    return verify(signed_request(input, kB22), kRsaPss, settings).signature;
  };
  CHECK(with(kB22Input, {.values = {{"algorithm", "rsa-pss-sha512"}}}));
  CHECK_FALSE(with(kB22Input, {.values = {{"algorithm", "rsa-v1_5-sha256"}}}));
  const Claims found = claims(signed_request("a=(\"content-digest\");alg=\"ed25519\"", "a=:AA==:"));
  CHECK(found.items.front().any.front().algorithm == "ed25519");
  CHECK(found.items.front().any.front().candidates.front().text == "AA==");
  CHECK(claims(signed_request("a=();alg=\"ed25519\"", "a=:AA==:"),
               {.values = {{"algorithm", "hmac-sha256"}}})
            .trouble == Trouble::no_signature);
}

TEST_CASE("a public key is no shared secret, in whatever form it is given") {
  // An attacker knows the public key; as an HMAC secret it would prove whatever he signs.
  const Delivery delivery = signed_request("a=(\"content-digest\");alg=\"hmac-sha256\"",
                                           "a=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:");
  const Scheme scheme = message_signatures();
  std::string bare;
  for (char c : kRsaPss.substr(27, kRsaPss.find("-----END") - 27))
    if (c != '\n') bare += c;
  for (const std::string& secret : {kRsaPss, kP256, kEd25519, bare}) {
    const Key key(scheme, secret);
    CHECK(key.fault() == "");
    CHECK_FALSE(key.symmetric());
    CHECK_FALSE(verify(delivery, secret).signature);
  }
}

}  // namespace
}  // namespace checkoutdiag::webhook
