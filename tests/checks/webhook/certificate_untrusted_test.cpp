#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given with(const CertificateVerdict& verdict) {
  Given given;
  given.certificate = verdict;
  return given;
}

}  // namespace

TEST_CASE("webhook/certificate-untrusted: another's name and no chain are two findings") {
  CertificateVerdict verdict = good_certificate();
  verdict.subject = "CN=evil.test";
  verdict.names_paypal = verdict.chain_ok = false;
  verdict.problem = "self-signed certificate";
  const Outcome outcome = judged(rules::certificate_untrusted, with(verdict));
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[0].message ==
        "the certificate of CN=evil.test is for no name of the sender's domain: whoever has its "
        "key can sign deliveries that look right");
  CHECK(outcome.findings[1].message ==
        "the certificate of CN=evil.test does not lead to an authority that is trusted here: "
        "self-signed certificate");
  CHECK(has(outcome.findings[1].fix, "\n  checkoutdiag ca audit"));
  for (const Finding& finding : outcome.findings) {
    CHECK(finding.level == Level::error);
    CHECK(evidence(finding, "subject") == "CN=evil.test");
  }
}

TEST_CASE("webhook/certificate-untrusted: dates break the chain, and are told once") {
  CertificateVerdict verdict = good_certificate();
  verdict.chain_ok = false;
  verdict.problem = "certificate has expired";
  verdict.not_after = noon() - std::chrono::seconds(1);
  CHECK(has(only_finding(judged(rules::certificate_untrusted, with(verdict))).message,
            " expired on 2026-11-23, so it proves nothing now"));
  verdict.not_after = noon() + std::chrono::days(9);
  verdict.not_before = noon() + std::chrono::days(2);
  const Finding early = only_finding(judged(rules::certificate_untrusted, with(verdict)));
  CHECK(has(early.message, " is valid only from 2026-11-25 on"));
  CHECK(has(early.fix, "\n  timedatectl status"));
}

TEST_CASE("webhook/certificate-untrusted: the very seconds of its dates are inside") {
  CertificateVerdict verdict = good_certificate();
  verdict.not_before = verdict.not_after = noon();
  CHECK(holds(judged(rules::certificate_untrusted, with(verdict))));
}

TEST_CASE("webhook/certificate-untrusted: unreadable is one finding, none given is skipped") {
  CertificateVerdict verdict;
  verdict.problem = "no certificate in it";
  CHECK(only_finding(judged(rules::certificate_untrusted, with(verdict))).message ==
        "the sender's certificate cannot be read: no certificate in it");
  CHECK(skipped(judged(rules::certificate_untrusted, Given())));
  CHECK(holds(judged(rules::certificate_untrusted, with(good_certificate()))));
}

TEST_CASE("webhook/certificate-untrusted: a delivery that names a forger's address is refused") {
  Given given;
  given.certificate = good_certificate();
  CHECK(holds(judged(rules::certificate_untrusted, given)));
  given.forbidden_certificate_url = "https://api.paypal.com.evil.example/cert\x1b[2J";
  const Finding finding = only_finding(judged(rules::certificate_untrusted, given));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.message, "evil.example"));
  CHECK_FALSE(has(finding.message, "\x1b"));
}

}  // namespace checkoutdiag::webhook
