#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

const Cause kNewline{"body.trailing-newline-added",
                     "a newline was added at the end of the body: the signature matches once it is "
                     "removed",
                     "verify the raw bytes", true};
const Cause kShort{"evidence.length-differs",
                   "the body is 3 bytes shorter than Content-Length says", "", true};
const Cause kUnknown{"unknown.no-repair-found", "no repair makes the signature right",
                     "compare the secret", false};

}  // namespace

TEST_CASE("webhook/signature-mismatch: a proven cause is the message, and its fix the fix") {
  const Finding finding =
      only_finding(judged(rules::signature_mismatch, Given().mismatch({kNewline})));
  CHECK(finding.message == kNewline.message);
  CHECK(finding.fix == "verify the raw bytes");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "causes") == "body.trailing-newline-added (certain)");
  CHECK(evidence(finding, "attempts") == "512");
  CHECK(evidence(finding, "bytes") == "65536");
  CHECK(evidence(finding, "bounded") == "no");
  CHECK(evidence(finding, "signatures") == "1");
  CHECK(evidence(finding, "secrets") == "whsec.txt (1a2b3c4d)");
  CHECK(evidence(finding, "item") == "(none)");
}

TEST_CASE(
    "webhook/signature-mismatch: evidence is no cause, however certain, and is told as such") {
  const Finding finding =
      only_finding(judged(rules::signature_mismatch, Given().mismatch({kShort, kUnknown})));
  CHECK(finding.message ==
        "the signature does not match, and no cause is proven; what is seen: the body is 3 bytes "
        "shorter than Content-Length says");
  const std::size_t secret = finding.fix.find("1. the secret is the one of this very endpoint"),
                    body = finding.fix.find("2. the body is what crossed the wire");
  CHECK(secret != std::string::npos);
  CHECK(body != std::string::npos);
  CHECK(secret < body);
  CHECK(has(finding.fix, "the Dashboard, under Webhooks"));
  CHECK(has(finding.fix, "\n  printf %s \"$WEBHOOK_SECRET\" | sha256sum | cut -c1-8\n"));
  CHECK_FALSE(has(finding.fix, "the URL is"));
}

TEST_CASE("webhook/signature-mismatch: nothing found is said so, and where the search ended") {
  Given given;
  given.mismatch({kUnknown});
  given.diagnosis.bounded = true;
  Finding finding = only_finding(judged(rules::signature_mismatch, given));
  CHECK(finding.message ==
        "the signature does not match, and no cause was found; no repair makes the signature "
        "right; the search ended at its limit, after 512 signatures over 65536 bytes");
  CHECK(evidence(finding, "bounded") == "yes");
  CHECK(finding.fix.starts_with("check in this order that:\n1. "));
  given.diagnosis = {};
  CHECK(only_finding(judged(rules::signature_mismatch, given)).message ==
        "the signature does not match, and no cause was looked for");
}

TEST_CASE("webhook/signature-mismatch: a guess keeps its own fix before the list") {
  const Finding finding = only_finding(
      judged(rules::signature_mismatch,
             Given().mismatch({{"secret.wrong-kind", "the secret looks like an API key",
                                "take the signing secret, which begins with whsec_", false}})));
  CHECK(has(finding.message, "no cause is proven; what is seen: the secret looks like an API key"));
  CHECK(has(finding.fix, "of this very endpoint and mode; the fingerprint"));
  CHECK(finding.fix.starts_with("take the signing secret, which begins with whsec_\notherwise"));
}

TEST_CASE("webhook/signature-mismatch: the URL is in the list where the scheme signs it") {
  Given given;
  given.mismatch();
  given.scheme.layout = {{{{Part::Source::url, ""}, {Part::Source::body, ""}}, false}};
  CHECK(has(only_finding(judged(rules::signature_mismatch, given)).fix, "3. the URL is the very"));
}

TEST_CASE("webhook/signature-mismatch: of several items the one that is not proven") {
  Given given;
  given.mismatch({kNewline});
  given.seen.items = 3;
  given.seen.wrong_item = 1;
  const Finding finding = only_finding(judged(rules::signature_mismatch, given));
  CHECK(finding.message.starts_with("item 2 of 3: a newline was added"));
  CHECK(evidence(finding, "item") == "2 of 3");
}

TEST_CASE("webhook/signature-mismatch: what was not given leaves it open, and says what to give") {
  const Outcome url = judged(rules::signature_mismatch, Given().trouble(Trouble::url_missing));
  CHECK(undecided(url));
  CHECK(has(url.inconclusive_because, "--url"));
  const Outcome setting =
      judged(rules::signature_mismatch, Given().trouble(Trouble::setting_missing, "webhook-id"));
  CHECK(undecided(setting));
  CHECK(has(setting.inconclusive_because, "--webhook-id"));
  CHECK(
      undecided(judged(rules::signature_mismatch, Given().trouble(Trouble::certificate_missing))));
}

TEST_CASE("webhook/signature-mismatch: a right signature holds, whatever else is wrong") {
  CHECK(holds(judged(rules::signature_mismatch, Given())));
  CHECK(holds(judged(rules::signature_mismatch, Given().trouble(Trouble::digest_wrong))));
  CHECK(holds(judged(rules::signature_mismatch, Given().aged(900, Age::too_old))));
  CHECK(skipped(judged(rules::signature_mismatch, Given().trouble(Trouble::header_missing))));
  Given both;
  both.trouble(Trouble::digest_wrong).mismatch();
  CHECK(judged(rules::signature_mismatch, both).findings.size() == 1);
}

TEST_CASE("webhook/signature-mismatch: deliveries that never verify are among what to look at") {
  Given given;
  given.scheme.never_right = {"events that were sent by hand"};
  const Finding finding = only_finding(judged(rules::signature_mismatch, given.mismatch()));
  CHECK(has(finding.fix, "it is none of those that never verify: events that were sent by hand"));
}

}  // namespace checkoutdiag::webhook
