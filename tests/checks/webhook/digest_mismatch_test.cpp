#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/digest-mismatch: a right signature over another body's digest") {
  Given given;
  given.trouble(Trouble::digest_wrong, "Content-Digest");
  Finding finding = only_finding(judged(rules::digest_mismatch, given));
  CHECK(finding.message ==
        "the signature is right, but the digest in Content-Digest is not the body's: the body was "
        "changed after it was signed");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "body_bytes") == "14");
  CHECK(evidence(finding, "signature") == "right");
  given.diagnosis.causes = {{"body.crlf-became-lf", "CRLF became LF", "keep the bytes", true}};
  finding = only_finding(judged(rules::digest_mismatch, given));
  CHECK(finding.message == "CRLF became LF");
  CHECK(finding.fix == "keep the bytes");
}

TEST_CASE("webhook/digest-mismatch: beside a wrong signature it is told by itself") {
  Given given;
  given.trouble(Trouble::digest_wrong, "bodySHA256")
      .mismatch({{"body.crlf-became-lf", "CRLF became LF", "keep the bytes", true}});
  CHECK(only_finding(judged(rules::digest_mismatch, given)).message ==
        "the digest in bodySHA256 is not the body's");
}

TEST_CASE("webhook/digest-mismatch: holds, and is skipped when nothing was read") {
  CHECK(holds(judged(rules::digest_mismatch, Given())));
  CHECK(skipped(judged(rules::digest_mismatch, Given().trouble(Trouble::header_missing))));
}

}  // namespace checkoutdiag::webhook
