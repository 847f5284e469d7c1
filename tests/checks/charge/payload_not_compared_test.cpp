#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::payload_not_compared, run);
}

// A charge ch_1, and then the key with another amount.
Run mismatch(Profile profile = stripe()) {
  return Run(std::move(profile))
      .proof(Proof::sequential)
      .answer(200, "ch_1")
      .proof(Proof::mismatch);
}

}  // namespace

TEST_CASE("charge/payload-not-compared: a new object is an error, by its id or by the list") {
  Finding finding = only_finding(ruled(mismatch().answer(200, "ch_2").other_payload()));
  CHECK(finding.message ==
        "a key that was used up was charged again with another amount: ch_2 instead of ch_1");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "answers") == "200, ch_2");
  CHECK(has(finding.fix, "make a key of its own for each charge"));
  finding = only_finding(ruled(mismatch(plain()).answer(400).other_payload().counted(1, 2)));
  CHECK(has(finding.message, "the verify URL counts 1 more than before"));
}

TEST_CASE("charge/payload-not-compared: the old object looks like a success") {
  Finding finding = only_finding(ruled(mismatch().answer(200, "ch_1").other_payload()));
  CHECK(finding.message ==
        "another amount with a key that was used up got 200 and the old charge, ch_1: it looks "
        "accepted, and was not charged");
  CHECK(finding.level == Level::warning);
  finding = only_finding(
      ruled(mismatch(gateway(Policy::payload_blind)).answer(200, "ch_1").other_payload()));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.message, "ch_1, as Example documents: it looks accepted"));
}

TEST_CASE("charge/payload-not-compared: refused as it should be, or as the gateway documents") {
  CHECK(holds(ruled(mismatch(plain()).answer(409).other_payload())));
  for (const int status : {400, 409, 422})
    for (const char* code : {"idempotency_error", "IDEMPOTENCY_KEY_REUSED"})
      CHECK(holds(ruled(mismatch(plain()).answer(status).other_payload().code(code))));
  Profile other = plain();
  other.mismatch.statuses = {412};
  CHECK(holds(ruled(mismatch(other).answer(412).other_payload())));
  CHECK(holds(ruled(mismatch(gocardless()).answer(409, "ch_1").other_payload())));
  CHECK(holds(ruled(mismatch(plain()).lost().other_payload().answer(409).other_payload())));
}

TEST_CASE("charge/payload-not-compared: undecided") {
  const auto why = [](const Run& run) {
    const Outcome outcome = ruled(run);
    CHECK(undecided(outcome));
    return outcome.inconclusive_because;
  };
  CHECK(has(why(mismatch(plain()).answer(402).other_payload().code("card_declined")),
            "another amount got 402, card_declined, which does not say that the key was used"));
  CHECK(has(why(mismatch(plain()).answer(503).other_payload()), "got 503"));
  // It may be the amount that is refused, before the key is looked at.
  CHECK(has(why(mismatch(plain()).answer(400).other_payload().code("amount_above_limit")),
            "got 400, amount_above_limit"));
  CHECK(has(why(mismatch(plain()).answer(422).other_payload()), "got 422"));
  CHECK(has(why(mismatch(plain()).answer(402).other_payload().counted(1, 1)), "got 402"));
  CHECK(has(why(mismatch(plain()).lost().other_payload()), "got sent, no status"));
  CHECK(has(why(mismatch(plain()).answer(201).other_payload()), "give --object-id"));
  CHECK(has(why(mismatch(plain())), "no request with another payload was sent"));
  CHECK(has(why(dry()), "dry run"));
  CHECK(has(why(Run()
                    .proof(Proof::sequential)
                    .answer(402)
                    .proof(Proof::mismatch)
                    .not_done("the gateway refused the charge (402)")),
            "refused the charge"));
}

TEST_CASE("charge/payload-not-compared: no other payload can be made") {
  // It was asked for, so that it is not passed over in silence.
  CHECK(has(ruled(mismatch().not_done("no amount was found in the payload")).inconclusive_because,
            "no amount was found"));
  CHECK(skipped(ruled(Run().proof(Proof::sequential).answer(200, "ch_1"))));
}

}  // namespace checkoutdiag::charge
