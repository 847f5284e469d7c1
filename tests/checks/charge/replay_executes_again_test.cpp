#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::replay_executes_again, run);
}

Run sequential(Profile profile = stripe()) {
  return Run(std::move(profile)).proof(Proof::sequential);
}

}  // namespace

TEST_CASE("charge/replay-executes-again: two ids for one key prove it, whatever else is said") {
  Run run = sequential().answer(200, "ch_1").answer(200, "ch_2", true).answer(200, "ch_1", true);
  Finding finding = only_finding(ruled(run));
  CHECK(finding.message ==
        "the same request with the same key was charged again: the answers name 2 objects, ch_1 "
        "and ch_2");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "ids") == "ch_1, ch_2");
  CHECK(evidence(finding, "answers") == "200, ch_1, 200, ch_2, marked, 200, ch_1, marked");
  CHECK(evidence(finding, "key") == "8e03978e-40d5-43e8-bc93-6894a57f9324");
  CHECK(has(finding.fix, "refund all but one"));
  CHECK(has(finding.fix, "tell Stripe: one key"));
  run.counted(4, 5);
  CHECK(has(only_finding(ruled(run)).message, ", though the verify URL counts one more"));
  // A conflict names an object as well.
  finding = only_finding(ruled(sequential(gocardless()).answer(201, "PM1").answer(409, "PM2")));
  CHECK(has(finding.message, "PM1 and PM2"));
}

TEST_CASE("charge/replay-executes-again: a list that counts more than one proves it") {
  const Run run = sequential()
                      .answer(200, "ch_1")
                      .answer(200, "ch_1", true)
                      .answer(200, "ch_1", true)
                      .counted(3, 5);
  const Finding finding = only_finding(ruled(run));
  CHECK(has(finding.message,
            "charged again: the verify URL counts 2 objects more than before (3, then 5)"));
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "count_before") == "3");
  CHECK(evidence(finding, "count_after") == "5");
}

TEST_CASE("charge/replay-executes-again: a newer time of creation makes it probable") {
  const auto created = [](Run run, const char* first, const char* second) {
    run.answer(200, "order-7").created(first).answer(200, "order-7").created(second);
    return ruled(run);
  };
  // What is likely is no better than what is not known: it is undecided, too.
  const auto likely = [](Outcome outcome) {
    CHECK(has(outcome.inconclusive_because, "likely, and not proven: give --verify-url"));
    outcome.inconclusive_because.clear();
    return only_finding(outcome);
  };
  const Finding finding = likely(created(sequential(plain()), "1764150000", "1764150009"));
  CHECK(has(finding.message,
            "was probably charged again: the object of a later answer was created "
            "at 1764150009, that of the first at 1764150000"));
  CHECK(finding.level == Level::warning);
  CHECK(has(
      likely(created(sequential(plain()), "2026-11-26T10:00:00Z", "2026-11-26T10:00:01Z")).message,
      "probably"));
  CHECK(likely(created(sequential(plain()), "999999999", "1000000000")).level == Level::warning);
  CHECK(holds(created(sequential(plain()), "1764150009", "1764150009")));
  CHECK(holds(created(sequential(plain()), "1764150009", "")));
  // The list, and the mark with the same id, are better evidence.
  CHECK(holds(created(sequential(plain()).counted(1, 2), "1764150000", "1764150009")));
  Run marked = sequential().answer(200, "ch_1").created("1").answer(200, "ch_1", true).created("2");
  CHECK(holds(ruled(marked)));
}

TEST_CASE("charge/replay-executes-again: the same object, as the gateway shows it, holds") {
  CHECK(holds(ruled(sequential().answer(200, "ch_1").answer(200, "ch_1", true))));
  CHECK(holds(ruled(sequential(plain()).answer(201, "ch_1").answer(201, "ch_1"))));
  CHECK(holds(ruled(sequential(paypal()).answer(201, "O-1").answer(200, "O-1", true))));
  CHECK(holds(ruled(sequential(gocardless()).answer(201, "PM1").answer(409, "PM1"))));
  CHECK(holds(ruled(sequential().answer(200, "ch_1").answer(200, "ch_1").counted(0, 1))));
  CHECK(holds(ruled(sequential().answer(200).answer(200).counted(7, 8))));
  // An outage before the charge, which counted once.
  CHECK(holds(
      ruled(sequential(plain()).answer(503).answer(201, "c").answer(201, "c").counted(0, 1))));
  CHECK(holds(
      ruled(sequential().lost(http::Fate::not_sent).answer(200, "c").answer(200, "c", true))));
}

TEST_CASE("charge/replay-executes-again: what proves nothing is never a pass") {
  const auto why = [](const Run& run) {
    const Outcome outcome = ruled(run);
    CHECK(undecided(outcome));
    return outcome.inconclusive_because;
  };
  CHECK(why(sequential().answer(200, "ch_1").answer(200, "ch_1")) ==
        "a repetition was answered as a new charge is, without the mark that Stripe documents, so "
        "the same id is no proof: give --verify-url, which counts what was charged");
  CHECK(has(why(sequential(plain()).answer(200).answer(200)), "give --object-id"));
  CHECK(has(why(sequential(plain()).answer(201, "c").answer(429)),
            "the last answer was 429, which proves nothing"));
  CHECK(has(why(sequential(plain()).answer(201, "c").answer(429).counted(0, 1)), "429"));
  CHECK(has(why(sequential(plain()).answer(503).answer(201, "c").answer(201, "c")),
            "Example marks no repetitions, so the lost request may have been executed"));
  CHECK(has(why(sequential().lost().answer(200, "c").answer(200, "c", true)),
            "no answer marks the first retry as a repetition"));
  CHECK(has(why(sequential(plain()).answer(200).answer(200).not_counted("404")),
            "check the verify URL, which could not count (404)"));
  CHECK(has(why(sequential(plain()).answer(200).answer(200).counted(3, 3)),
            "check the verify URL, which does not count this charge"));
  CHECK(has(why(sequential().answer(409).ended(Next::in_flight)),
            "still being executed (409), so its outcome is not determined: give --retry-on 409"));
  CHECK(why(dry()) == "dry run: nothing was sent; give --send to send it");
  CHECK(has(why(sequential()
                    .lost(http::Fate::not_sent)
                    .not_done("the gateway could not be reached: "
                              "no connection")),
            "the gateway could not be reached: no connection"));
  Run cut_short = sequential().answer(200, "c").not_done("the run was interrupted");
  cut_short.facts.interrupted = true;
  CHECK(has(why(cut_short), "the run was interrupted: let the run come to its end"));
}

TEST_CASE("charge/replay-executes-again: a lost answer whose retry is marked names its object") {
  CHECK(holds(ruled(sequential().lost().answer(200, "c", true).answer(200, "c", true))));
  CHECK(holds(ruled(sequential().crashed().answer(200, "c", true))));
  CHECK(holds(ruled(sequential(gocardless()).lost().answer(409, "PM1").answer(409, "PM1"))));
  // After the first success a lost repetition takes nothing from the others.
  CHECK(holds(ruled(sequential().answer(200, "c").lost().answer(200, "c", true))));
}

TEST_CASE("charge/replay-executes-again: not asked for, or not possible") {
  CHECK(judged(rules::replay_executes_again, Run().proof(Proof::lost)).skipped_because ==
        "it was not among the proofs to be made");
  Profile keyless = gateway(Policy::no_key);
  keyless.place = KeyPlace::none;
  const Run none = sequential(keyless).not_done("the gateway has no idempotency key");
  CHECK(ruled(none).inconclusive_because ==
        "Example has no idempotency key, so every request is a charge of its own: check by the "
        "order's reference whether it was charged before any retry");
  CHECK(judged(rules::lost_answer_executes_again, none).skipped_because ==
        "it was not among the proofs to be made");
}

TEST_CASE("charge/replay-executes-again: what a gateway says is escaped") {
  const Finding finding =
      only_finding(ruled(sequential().answer(200, "ch\x1b[31m").answer(200, "ch\n2")));
  CHECK(has(finding.message, "ch\\x1b[31m and ch\\x0a2"));
}

}  // namespace checkoutdiag::charge
