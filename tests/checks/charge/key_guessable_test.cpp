#include <doctest/doctest.h>

#include "lib/charge/key.hpp"
#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-guessable: counters, told once, with what they are") {
  Given given;
  for (const char* key : {"100271", "100272", "100273", "100274"})
    given.sent(key, 200, std::string("A") + key);
  const Finding finding = only_finding(judged(rules::key_guessable, given));
  CHECK(has(finding.message, "4 keys to api.stripe.com are each "));
  CHECK(has(finding.message, "(100271, 100272, 100273 and 1 more), which leaves at most "));
  CHECK(has(finding.message, " bits to chance; 64 are wanted"));
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "form") == strength_of("100271").form);
  CHECK(found_by(judge_all(given)) == "key-guessable");
}

TEST_CASE("charge/key-guessable: an order's own reference is called so") {
  Given given;
  given.sent("1001");
  CHECK(has(only_finding(judged(rules::key_guessable, given)).message,
            "1 key to api.stripe.com is the order's reference alone (1001)"));
}

TEST_CASE("charge/key-guessable: random keys, and those made from them, are right") {
  Given given;
  int order = 1;
  for (const std::string& key :
       {random_key(), derived_key("base", "capture"), kKeyA + "-capture",
        "stripe-node-retry-" + kKeyB, std::string("9f86d081884c7d659a2feaa0c55ad015"),
        std::string("V1StGXR8_Z5jdHi6B-myT")})
    given.sent(key, 200, std::to_string(order++));
  CHECK(holds(judged(rules::key_guessable, given)));
}

TEST_CASE("charge/key-guessable: a retry is the same key, and a constant one is told of as such") {
  Given given;
  given.sent("100271", 503, "A1");
  given.sent("100271", 200, "A1");
  CHECK(has(only_finding(judged(rules::key_guessable, given)).message, "1 key to"));
  given.sent("100271", 200, "A2");
  given.sent("100271", 200, "A3");
  CHECK(holds(judged(rules::key_guessable, given)));
}

}  // namespace checkoutdiag::charge
