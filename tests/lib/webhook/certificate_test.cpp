#include "lib/webhook/certificate.hpp"

#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "tests/lib/x509/mint.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::webhook {
namespace {

using std::chrono::days;
using test::Identity;
using test::kNow;
using test::mint;

constexpr std::string_view kPaypal = ".paypal.com";

struct World {
  test::Scratch scratch;
  Identity root = mint({.common_name = "Root", .ca = true});
  Identity middle = mint({.common_name = "Middle", .ca = true}, &root);
  std::string file = scratch.write("root.pem", root.pem);

  CertificateVerdict judge(const test::Recipe& leaf, Time now = kNow) {
    return judge_certificate(mint(leaf, &middle).pem + middle.pem, file, kPaypal, now);
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE_FIXTURE(World,
                  "a certificate of the sender's domain with a chain to an anchor is trusted") {
  CertificateVerdict good =
      judge({.common_name = "messages.paypal.com", .key = test::Key::rsa2048});
  CHECK(good.trusted());
  CHECK(good.problem == "");
  CHECK(good.subject == "CN=messages.paypal.com");
  CHECK(good.not_before == kNow - days(30));
  CHECK(good.not_after == kNow + days(60));
  CHECK(judge({.common_name = "x", .dns = {"a.b.PayPal.com"}}).trusted());
  CHECK(judge({.common_name = "*.paypal.com"}).trusted());
  CHECK(judge({.common_name = "x", .dns = {"*.a.paypal.com"}}).trusted());
}

TEST_CASE_FIXTURE(World, "names that only look like the sender's do not count") {
  for (const std::string& name :
       {std::string("evilpaypal.com"), std::string(".paypal.com"), std::string("paypal.com"),
        std::string("a.paypal.com.evil.example"), std::string("evil.example a.paypal.com"),
        std::string("evil.example/.paypal.com"), std::string("a..paypal.com"),
        std::string("a*.paypal.com")}) {
    CAPTURE(name);
    CertificateVerdict verdict = judge({.common_name = name});
    CHECK(verdict.readable);
    CHECK(verdict.chain_ok);
    CHECK_FALSE(verdict.names_paypal);
    CHECK(verdict.problem == "none of its names ends in .paypal.com");
  }
  CHECK_FALSE(
      judge_certificate(mint({.common_name = "apaypal.com"}, &root).pem, file, "paypal.com", kNow)
          .names_paypal);
}

TEST_CASE_FIXTURE(World, "a certificate that anybody could have made is not trusted") {
  const test::Recipe recipe{.common_name = "a.paypal.com"};
  Identity own = mint(recipe);
  CertificateVerdict self = judge_certificate(own.pem, file, kPaypal, kNow);
  CHECK(self.names_paypal);
  CHECK_FALSE(self.chain_ok);
  CHECK(has(self.problem, "its chain is not trusted: "));
  CHECK_FALSE(judge_certificate(mint(recipe, &middle).pem, file, kPaypal, kNow).trusted());
  CHECK(judge_certificate(own.pem, "", kPaypal, kNow).trusted() == false);
  // Below a leaf that is no authority.
  Identity leaf = mint({.common_name = "evil.example"}, &root);
  CHECK_FALSE(judge_certificate(mint(recipe, &leaf).pem + leaf.pem, file, kPaypal, kNow).trusted());
  CHECK_FALSE(judge({.common_name = "a.paypal.com", .key = test::Key::rsa1024}).trusted());
}

TEST_CASE_FIXTURE(World, "time is told apart from trust") {
  const test::Recipe recipe{.common_name = "a.paypal.com"};
  CHECK(judge(recipe, kNow + days(60) - std::chrono::seconds(1)).trusted());
  CHECK(has(judge(recipe, kNow + days(61)).problem, "it expired at 2027-01-26"));
  CHECK(has(judge(recipe, kNow - days(31)).problem, "it is not valid before 2026-10-28"));
}

TEST_CASE_FIXTURE(World, "what is no certificate is said to be none") {
  for (const std::string& pem :
       {std::string(),
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        std::string("x"), std::string(5'000'000, '-'), root.key_pem}) {
    CertificateVerdict verdict = judge_certificate(pem, file, kPaypal, kNow);
    CHECK_FALSE(verdict.trusted());
    CHECK_FALSE(verdict.problem.empty());
  }
  CHECK_THROWS_AS(judge_certificate(root.pem, scratch.path() + "/none", kPaypal, kNow), Failure);
}

TEST_CASE("a certificate is fetched from the sender's hosts alone") {
  for (const char* url :
       {"https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77",
        "HTTPS://API.PAYPAL.COM", "https://api.sandbox.paypal.com:443/x?y=z#f",
        "https://a.paypal.com?x", "https://a.paypal.com#x"}) {
    CAPTURE(url);
    CHECK(cert_url_allowed(url, kPaypal));
  }
  for (std::string url : {"",
                          "http://api.paypal.com/x",
                          "https://paypal.com/",
                          "https://evilpaypal.com/",
                          "https://api.paypal.com.evil.example/",
                          "https://api.paypal.com@evil.example/",
                          "https://evil.example/@api.paypal.com",
                          "https://evil.example#.paypal.com",
                          "https://evil.example?.paypal.com",
                          "https://evil.example\\.paypal.com/",
                          "https://u@api.paypal.com/",
                          "https://:@api.paypal.com/",
                          "https://api.paypal.com:8443/",
                          "https://api.paypal.com:/",
                          "https://api.paypal.com:0443/",
                          "https://api.paypal.com./",
                          "https://.paypal.com/",
                          "https://a..paypal.com/",
                          "https://*.paypal.com/",
                          "https://127.0.0.1/.paypal.com",
                          "https://[::1].paypal.com/",
                          "https:/api.paypal.com/",
                          "//api.paypal.com/",
                          "https://evil.example%2f.paypal.com/",
                          "https://evil.example\t.paypal.com/",
                          "https://api.paypal.com/\r\nX: y",
                          " https://api.paypal.com/",
                          "https://\xD0\xB0.paypal.com/",
                          "file:///a.paypal.com"}) {
    CAPTURE(url);
    CHECK_FALSE(cert_url_allowed(url, kPaypal));
  }
  CHECK_FALSE(cert_url_allowed("https://evilpaypal.com/", "paypal.com"));
  CHECK_FALSE(cert_url_allowed("https://evil.example/", ""));
  CHECK_FALSE(cert_url_allowed("https://a.paypal.com/" + std::string(3000, 'x'), kPaypal));
}

}  // namespace
}  // namespace checkoutdiag::webhook
