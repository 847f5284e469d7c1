#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/http-answer: no answer is an open question, any status is an answer") {
  Examined seen = good_examination();
  seen.seen.http.trials[1] = answer(404);
  CHECK(holds(judged(rules::http_answer, seen)));
  seen.seen.http.trials[2] = answer(0);
  seen.seen.http.trials[2].answer.error = "no answer within 5 s";
  const Outcome outcome = judged(rules::http_answer, seen);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "1 of 5 GETs without credentials got no HTTP answer"));
  CHECK(has(outcome.inconclusive_because, "no answer within 5 s"));
  seen.seen.http.trials.clear();
  CHECK(skipped(judged(rules::http_answer, seen)));
}

}  // namespace checkoutdiag::doctor
