#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

namespace {

std::string reason(const Given& given) {
  const Outcome outcome = judged(rules::traffic_hidden, given);
  CHECK(undecided(outcome));
  return outcome.inconclusive_because;
}

}  // namespace

TEST_CASE("charge/traffic-hidden: nothing that changes anything") {
  Given given;
  CHECK(reason(given) ==
        "the recording is empty; give one that was made while the shop took a payment");
  given.seen.seen.requests = 12;
  CHECK(reason(given) ==
        "no request that changes anything at a gateway was seen (12 requests in the recording); "
        "give a recording of the server's own requests");
  given.seen.seen.preflights = 2;
  given.seen.seen.elsewhere = 3;
  CHECK(reason(given) ==
        "no request that changes anything at a gateway was seen (12 requests in the recording, "
        "with 2 preflights and 3 changes at hosts that are no known gateway's); give the gateway's "
        "host or a profile, if one of those is yours");
}

TEST_CASE("charge/traffic-hidden: tunnels, whatever else was seen") {
  Given given;
  given.sent(kKeyA);
  given.seen.seen.tunnels = 2;
  CHECK(reason(given).starts_with("2 tunnels (CONNECT) hide what is inside; "));
  given.seen.seen.mutations.clear();
  CHECK(has(reason(given), "; no request that changes anything"));
}

TEST_CASE("charge/traffic-hidden: a browser's traffic has no charges of the server") {
  Given given;
  given.sent("");
  given.seen.seen.browser = true;
  CHECK(reason(given).starts_with("only publishable keys were seen: this is a browser's traffic"));
  CHECK(found_by(judge_all(given)) == "");
}

TEST_CASE("charge/traffic-hidden: gateways that have no keys") {
  Given given;
  given.sent("").takes_key = false;
  CHECK(has(reason(given), "none of 1 change went to a gateway that takes a key"));
  given.sent(kKeyA);
  CHECK(holds(judged(rules::traffic_hidden, given)));
}

}  // namespace checkoutdiag::charge
