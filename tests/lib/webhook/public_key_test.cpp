#include "lib/webhook/public_key.hpp"

#include <doctest/doctest.h>

#include <array>

#include "lib/text/hex.hpp"
#include "tests/lib/webhook/rfc9421/published.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace test;

std::string bytes(std::string_view base64) {
  std::string out;
  REQUIRE(text::decode_base64(base64, out));
  return out;
}

// Made with `openssl req -x509` and `openssl dgst -sign` (3.0.19), and not with this code.
const std::string kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIDHzCCAgegAwIBAgIUTdS8c5eANAgAYSQd6tsJ6QIet1owDQYJKoZIhvcNAQEL\n"
    "BQAwHzEdMBsGA1UEAwwUd2ViaG9va3MuZXhhbXBsZS5jb20wHhcNMjYxMTI2MDEz\n"
    "MzUxWhcNMzYxMTIzMDEzMzUxWjAfMR0wGwYDVQQDDBR3ZWJob29rcy5leGFtcGxl\n"
    "LmNvbTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKN9ON9qidETrYz2\n"
    "79MqiE7tqtMf/qkrZ1lFRGV4TbvQlRE8/GSzJYxck3uP4R3jp6CmW6O30yu0IIyY\n"
    "f5Ym2Vn4oCz5mi/n/0/Qrf2Xla0PwiCuMpG282RoMWRSKD9eTj8GgkZ2hvEGGAOM\n"
    "aCHyU04bomn+xeMYeka1PITr6vBB3T9mGo8F1C+Ydi3pbzLtEUHHrZg9+YmcuaLk\n"
    "fJrRoxZjI3mK6y7WtP8eKPBclio3w1bvM/VmFSZpNe0IG181SXRGDMCQj+alJ/zZ\n"
    "I1TuPmJDJYotyevEVvXXIuE866d2naZmgl0UrtXJTLfqfCQYBMFR2rVxsFi74pSa\n"
    "v/PP0JMCAwEAAaNTMFEwHQYDVR0OBBYEFOHAxddvtS3z2tH1FRry1g3W2wznMB8G\n"
    "A1UdIwQYMBaAFOHAxddvtS3z2tH1FRry1g3W2wznMA8GA1UdEwEB/wQFMAMBAf8w\n"
    "DQYJKoZIhvcNAQELBQADggEBAENUxvdi3GnYng+o5UTEyWj+aLkVRyE3P+rCYUkL\n"
    "wTXcRPrIbdDOmcjZv2SLB09yy2ejoZeCbUJ8AuyqGwJTQh7zmq+s36jSdFRs9Tgq\n"
    "GpqBhRAChkNGMCwAviJxGLUawUsC9NoUZqRkXo1BlrAGnUKxak3Y1X60ZVhJZ5Wg\n"
    "Ko4wzPIkSQURpecsTphPaJfBk2frKpY4Qde4DIZQLAmAj7cvRJ/L+QYvq+fApwfg\n"
    "qUJXIC52iIc9CTMrm6QHKlzlFykH5irle6DTrmOXLLS3mmR+3z7KfeZfmtLvVJbC\n"
    "yEk1Ljif4/U2BeWltpFFrd2kK9TBShaiTPVLpQdJOZg4okI=\n"
    "-----END CERTIFICATE-----\n";
const std::string kP384 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAESUgNoddQyto1H7va6AifeYPZT7nA+cV6\n"
    "QmbQJLFi2jbzGc0g3jzw/d2wxXXCCpnx8eIK0F5A9VEUuLYe69pwd98MjEGmQlMo\n"
    "PNsOQvptZBd+OhK+ZBqJwNFi6jWq733w\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::array<std::string_view, 3> kMessage = {"a line\nand \"@signature-params\"", "",
                                                      ": (\"date\");created=1"};
constexpr std::string_view kRsaSignature =
    "iw6sY0qnuI33hPx2NBa/N8dZ2aAc7g1L7aqmhMInW7Zcg2XKDyNy84QZjyiF/aBDov1jzeXZDZcw6ha0sm3X6QWBsffF"
    "/j/lvyxaGWjL2r3F6OVQ7UWR6J+anHNYrB9Tc9Qnl/7P9kVHQ6QX8L3hfHqU4xD9ZaoT2D6/EgBYdF8cWYPTDGFYn5Uu"
    "0X3+jF1BWGvosKDvf3N/5qDw97hEnUE5mMqru05PpagDWm4QXFttIF6wtoG3SQycLQXvLvRrGVVvk50ZXAD+gzdTlPpK"
    "WEpW2TzKBBmYXgFMhDg1ar34C41dW1zd3Xte2zC6WFy3XfgXDusIScWri1qIVWI42g==";
constexpr std::string_view kRsaPssShortSalt =
    "FXeL7zOekPY8hgS5+rDSxixjH9pje6NJFxtmcwHEaRe1E3+v4ccENUuD+Hw53pIFpIIIyhbp+iLxLC9r6OjobpqRsbOE"
    "Xyu8vYjUnbpo7Rymm/QSTxqeuReIiR/VhUXb+Do/X7v07TWCOdY2lVXyGuu0pai/DkdWiQSplIpB38bhL/CfXZq8AcnS"
    "ckCvFsukmnQWewe4fyRz8jsgC5zLiFDM2htEuCKc9+xzINpNzl/MRji5Q+GUyq+VkUeHIws9KZmhtMi6sAX4k4C5BquJ"
    "84fsv4M4EUgIRp3cgqSOhGQOYEAnCKIZ0P3E9rO96FdRVaSCIpY3Pk4fVCq+Vi2+lA==";
constexpr std::string_view kP384Signature =
    "1AYSMHL7ST2xXVIrcw0lPmQk+Evfwpm3ym9l7WF76bgGWiI+9kyxDsI8ZGlHPtP3/1zhFzYJuC7Re8HsnEBTtiEfZ4w4"
    "ZGUxhSE1bXsO0PbMxoSiHeK8Co6OFCpjyhLf";

TEST_CASE("what OpenSSL's own program signed with RSA is right, by a certificate's key") {
  const PublicKey key = PublicKey::from_certificate(kCertificate);
  CHECK(key.fault() == "");
  CHECK(key.usual_algorithm() == "rsa-v1_5-sha256");
  CHECK_FALSE(key.can_sign());
  CHECK(key.sign(kMessage) == "");
  CHECK(key.verify(kMessage, bytes(kRsaSignature)));
  CHECK(key.verify(kMessage, bytes(kRsaSignature), "rsa-v1_5-sha256"));
  for (const char* other :
       {"rsa-pss-sha512", "ecdsa-p256-sha256", "ed25519", "hmac-sha256", "none"})
    CHECK_FALSE(key.verify(kMessage, bytes(kRsaSignature), other));
  CHECK(PublicKey::from_text(kCertificate).verify(kMessage, bytes(kRsaSignature)));
  CHECK_FALSE(
      PublicKey::from_text(kRsaPss).verify(kMessage, bytes(kRsaSignature), "rsa-v1_5-sha256"));
  // RFC 9421 section 3.3.1 wants 64 bytes of salt; these are 32.
  CHECK_FALSE(key.verify(kMessage, bytes(kRsaPssShortSalt), "rsa-pss-sha512"));
}

TEST_CASE("ECDSA signatures are r and s of the full size") {
  const PublicKey key = PublicKey::from_pem(kP384);
  CHECK(key.usual_algorithm() == "ecdsa-p384-sha384");
  const std::string right = bytes(kP384Signature);
  CHECK(key.verify(kMessage, right));
  for (std::size_t i = 0; i < right.size(); ++i) {
    std::string wrong = right;
    wrong[i] ^= 1;
    CHECK_FALSE(key.verify(kMessage, wrong));
    CHECK_FALSE(key.verify(kMessage, right.substr(0, i)));
  }
  CHECK_FALSE(key.verify(kMessage, right + '\0'));
  CHECK_FALSE(key.verify(kMessage, std::string(96, '\0')));
}

TEST_CASE("the response that RFC 9421 signs in appendix B.2.4 is right") {
  const std::string_view base =
      "\"@status\": 200\n"
      "\"content-type\": application/json\n"
      "\"content-digest\": "
      "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymy"
      "U0rjJuahq4l5aGgfLQ==:\n"
      "\"content-length\": 23\n"
      "\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\")"
      ";created=1618884473;keyid=\"test-key-ecc-p256\"";
  CHECK(PublicKey::from_pem(kP256).verify(
      std::span(&base, 1),
      bytes("wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5e"
            "CdlYUEkLIj+32oiasw==")));
}

TEST_CASE(
    "the keys of Standard Webhooks are Ed25519, and both halves of a private one belong "
    "together") {
  // RFC 8032 section 7.1, test 2: seed, public key, the message 0x72, and its signature.
  std::string seed, shared, signature;
  REQUIRE(
      text::decode_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed));
  REQUIRE(
      text::decode_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", shared));
  REQUIRE(
      text::decode_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                       signature));
  const auto text = [](const std::string& prefix, const std::string& raw) {
    return prefix + text::base64(text::bytes_of(raw));
  };
  const std::string_view message = "\x72";
  const PublicKey own = PublicKey::from_text(text("whsk_", seed + shared) + "\n");
  CHECK(own.fault() == "");
  CHECK(own.sign(std::span(&message, 1)) == signature);
  const PublicKey known = PublicKey::from_text(text("whpk_", shared));
  CHECK(known.usual_algorithm() == "ed25519");
  CHECK(known.verify(std::span(&message, 1), signature));
  CHECK_FALSE(known.can_sign());
  CHECK(PublicKey::from_text(text("whsk_", seed + seed)).fault() ==
        "is an Ed25519 key whose two halves do not belong together");
  CHECK(PublicKey::from_text(text("whpk_", shared + shared)).fault() ==
        "is 64 bytes of base64 where an Ed25519 public key has 32");
  CHECK(PublicKey::from_text("whsk_###").fault() == "is not base64 after whsk_");
}

TEST_CASE("what is no key says why and verifies nothing") {
  const auto fault = [](const std::string& text) {
    const PublicKey key = PublicKey::from_text(text);
    CHECK_FALSE(key.can_sign());
    CHECK_FALSE(key.verify(kMessage, ""));
    CHECK(key.usual_algorithm() == "");
    return key.fault();
  };
  CHECK(fault("") == "is neither PEM nor the base64 of a public key");
  CHECK(fault("-----BEGIN PUBLIC KEY-----\n") == "is PEM without a key in it");
  std::string cut = kRsaPss;
  CHECK(fault(cut.erase(100, 3)).starts_with("is PEM that cannot be read"));
  CHECK(
      fault("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n") ==
      "is an encrypted private key: give it without password");
  CHECK(fault("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
              "AES-128-CBC,00\n\nAAAA\n"
              "-----END RSA PRIVATE KEY-----\n") ==
        "is an encrypted private key: give it without password");
  CHECK(fault("-----BEGIN PUBLIC "
              "KEY-----\nMCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\n"
              "-----END PUBLIC KEY-----\n")
            .starts_with("is a key of a kind that is not taken here"));
  CHECK(PublicKey::from_certificate(kRsaPss).fault() == "is not the PEM of a certificate");
  CHECK(PublicKey().fault() != "");
}

TEST_CASE("texts of keys are told apart from shared secrets") {
  CHECK(is_asymmetric_key(kRsaPss));
  CHECK(is_asymmetric_key("  -----BEGIN anything"));
  CHECK(is_asymmetric_key("whpk_"));
  CHECK(is_asymmetric_key("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="));
  std::string bare = kCertificate.substr(28, kCertificate.find("-----END") - 28);
  std::erase(bare, '\n');
  CHECK(is_asymmetric_key(bare));
  CHECK_FALSE(is_asymmetric_key(kShared));
  CHECK_FALSE(is_asymmetric_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK_FALSE(is_asymmetric_key("MCowBQYDK2VwAyEAJrQL"));
}

}  // namespace
}  // namespace checkoutdiag::webhook
