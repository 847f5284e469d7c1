#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given sha1(const std::string& scheme) {
  Given given;
  given.scheme.name = scheme;
  given.scheme.algorithm = Algorithm::hmac_sha1;
  return given;
}

}  // namespace

TEST_CASE("webhook/weak-digest: a note where the sender has nothing newer") {
  const Finding finding = only_finding(judged(rules::weak_digest, sha1("twilio")));
  CHECK(finding.level == Level::note);
  CHECK(finding.message ==
        "the scheme twilio signs with HMAC-SHA1: not broken as an HMAC, but audits ask about it, "
        "and the sender offers nothing newer");
}

TEST_CASE("webhook/weak-digest: a warning where a header with SHA-256 is there to be verified") {
  Given given = sha1("github-sha1");
  Finding finding = only_finding(judged(rules::weak_digest, given));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message,
            "not broken as an HMAC, but one with SHA-256 is in "
            "X-Hub-Signature-256"));
  CHECK(has(finding.fix, "--scheme github;"));
  CHECK(evidence(finding, "header_present") == "no");
  given.delivery.headers.push_back({"x-hub-signature-256", "sha256=00"});
  finding = only_finding(judged(rules::weak_digest, given));
  CHECK(has(finding.message, "X-Hub-Signature-256, which this delivery has too"));
  CHECK(only_finding(judged(rules::weak_digest, sha1("square-sha1"))).level == Level::warning);
}

TEST_CASE("webhook/weak-digest: other digests and wrong signatures are skipped") {
  CHECK(skipped(judged(rules::weak_digest, Given())));
  CHECK(skipped(judged(rules::weak_digest, sha1("twilio").mismatch())));
}

}  // namespace checkoutdiag::webhook
