#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-malformed: what the gateway objects to, once for all keys alike") {
  Given given;
  for (const std::string& key : {kKeyA, kKeyB}) {
    Mutation& each = given.sent(key + kKeyC, 200, key.substr(0, 1) + "1");
    each.profile = "adyen";
    each.objection = "it has 72 bytes, and Adyen takes at most 64";
  }
  const Finding finding = only_finding(judged(rules::key_malformed, given));
  CHECK(finding.message == "the key " + kKeyA + kKeyC +
                               " does not suit Adyen (Checkout API): it has 72 bytes, and Adyen "
                               "takes at most 64; 1 more request has such a key, too");
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.fix, "another one of 1 to 64 letters"));
  CHECK(has(evidence(finding, "keys"), kKeyB));
  CHECK(found_by(judge_all(given)) == "key-malformed");
}

TEST_CASE("charge/key-malformed: two objections are two findings") {
  Given given;
  given.sent(kKeyA).objection = "it is short";
  given.sent(kKeyB, 200, "1002").objection = "it has a space";
  CHECK(judged(rules::key_malformed, given).findings.size() == 2);
}

TEST_CASE("charge/key-malformed: a key that suits is right") {
  Given given;
  given.sent(kKeyA);
  CHECK(holds(judged(rules::key_malformed, given)));
}

}  // namespace checkoutdiag::charge
