#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given base64_secret(std::size_t bytes) {
  Given given;
  given.scheme.secret.form = KeyForm::base64;
  given.secrets.front().bytes = bytes;
  return given;
}

}  // namespace

TEST_CASE("webhook/secret-shape: the newline that is dropped here and kept elsewhere") {
  Given given;
  given.secrets.front().dropped = "newline";
  const Finding finding = only_finding(judged(rules::secret_shape, given));
  CHECK(finding.message ==
        "the secret of whsec.txt (fingerprint 1a2b3c4d) ends in a newline, which is left out here: "
        "a program that reads the file whole, such as one with a mounted Kubernetes secret, uses "
        "another key");
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.fix, "\n  kubectl create secret generic webhook --from-file=webhook-secret"));
  CHECK(evidence(finding, "fingerprint") == "1a2b3c4d");
}

TEST_CASE("webhook/secret-shape: what is no key is an error, beside one that proves a warning") {
  Given given;
  given.secrets.front().fault = "is not base64";
  given.mismatch();
  Finding finding = only_finding(judged(rules::secret_shape, given));
  CHECK(finding.message ==
        "the secret of whsec.txt (fingerprint 1a2b3c4d) is not base64, so it can be no key of the "
        "scheme stripe");
  CHECK(finding.level == Level::error);
  CHECK(has(finding.fix, "the Dashboard, under Webhooks"));
  given.diagnosis.causes = {{"secret.wrong-kind", "it is an API key", "take the other", false}};
  CHECK(judged(rules::secret_shape, given).findings.size() == 1);
  given.diagnosis.causes.front().certain = true;  // now webhook/signature-mismatch tells it
  CHECK(holds(judged(rules::secret_shape, given)));
  given.trouble(Trouble::header_missing);
  CHECK(judged(rules::secret_shape, given).findings.size() == 1);
  Given valid;
  valid.secrets.push_back({"old.txt", "99999999", "is not base64", {}, 0});
  CHECK(only_finding(judged(rules::secret_shape, valid)).level == Level::warning);
  CHECK(only_finding(judged(rules::secret_shape, valid.aged(900, Age::too_old))).level ==
        Level::warning);
}

TEST_CASE("webhook/secret-shape: short keys, where Standard Webhooks says how long they are") {
  CHECK(has(only_finding(judged(rules::secret_shape, base64_secret(23))).message,
            "decodes to 23 bytes, fewer than the 24 that Standard Webhooks asks for"));
  CHECK(has(only_finding(judged(rules::secret_shape, base64_secret(1))).message, "1 byte,"));
  CHECK(holds(judged(rules::secret_shape, base64_secret(24))));
  CHECK(holds(judged(rules::secret_shape, base64_secret(0))));
  Given text;
  text.secrets.front().bytes = 6;
  CHECK(holds(judged(rules::secret_shape, text)));
}

TEST_CASE(
    "webhook/secret-shape: every secret is judged; none is skipped, and a certificate is none") {
  Given given = base64_secret(16);
  given.secrets.push_back(given.secrets.front());
  given.secrets.front().dropped = "newline";
  CHECK(judged(rules::secret_shape, given).findings.size() == 3);
  given.scheme.secret.form = KeyForm::certificate;
  CHECK(skipped(judged(rules::secret_shape, given)));
  given = Given();
  given.secrets.clear();
  CHECK(skipped(judged(rules::secret_shape, given)));
}

}  // namespace checkoutdiag::webhook
