#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::charge_refused, run);
}

Run answered(int status, Profile profile = stripe()) {
  return Run(std::move(profile)).proof(Proof::sequential).answer(status);
}

}  // namespace

TEST_CASE("charge/charge-refused: the status, the code, and what to change") {
  Finding finding = only_finding(ruled(answered(402).code("card_declined")));
  CHECK(finding.message ==
        "the gateway refused the charge with 402 (card_declined), so nothing can be proven of its "
        "repetitions");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "status") == "402");
  CHECK(evidence(finding, "code") == "card_declined");
  CHECK(has(finding.fix, "send a payload that Stripe accepts in its test mode"));
  finding = only_finding(ruled(answered(401)));
  CHECK(has(finding.message, "with 401, so nothing"));
  CHECK(has(finding.fix, "--auth-file"));
  Profile profile = stripe();
  profile.paths = {"/v1/charges"};
  CHECK(has(only_finding(ruled(answered(404, profile))).fix,
            "see that --url is where Stripe makes a charge, such as /v1/charges"));
}

TEST_CASE("charge/charge-refused: after an outage, and in a run without sequential") {
  CHECK(has(only_finding(ruled(answered(503).answer(422))).message, "with 422"));
  CHECK(evidence(only_finding(ruled(Run().proof(Proof::dropped).cut().answer(400))), "proof") ==
        "dropped");
}

TEST_CASE("charge/charge-refused: a charge that was taken, is in flight or in doubt is none") {
  CHECK(holds(ruled(answered(200))));
  CHECK(holds(ruled(answered(200).answer(402))));
  CHECK(holds(ruled(answered(409).ended(Next::in_flight))));
  CHECK(holds(ruled(answered(429))));
  CHECK(holds(ruled(answered(503))));
  CHECK(holds(ruled(Run().proof(Proof::sequential).lost())));
  CHECK(holds(ruled(answered(409, gocardless()))));
  Profile busy = plain();
  busy.in_flight.statuses = {422};
  CHECK(holds(ruled(answered(422, busy))));
  CHECK(holds(ruled(answered(200).proof(Proof::mismatch).answer(400).other_payload())));
  CHECK(ruled(dry()).skipped_because == "nothing was sent");
}

}  // namespace checkoutdiag::charge
