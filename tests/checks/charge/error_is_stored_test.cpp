#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::error_is_stored, run);
}

}  // namespace

TEST_CASE("charge/error-is-stored: stop, and look for the charge") {
  const Run run =
      Run().proof(Proof::after_error).answer(500).answer(500, {}, true).ended(Next::stored);
  const Finding finding = only_finding(ruled(run));
  CHECK(
      finding.message ==
      "a 500 is stored under its key, as Stripe documents: every retry gets it again for 24 h, as "
      "long as the key is kept, whether the charge was executed or not");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "answers") == "500, 500, marked");
  CHECK(has(finding.fix, "stop at a 5xx that is marked as a repetition"));
  CHECK(has(finding.fix, "reconcile: look for the charge by the order's reference"));
}

TEST_CASE("charge/error-is-stored: told once, with no more than the profile says") {
  Profile profile = plain();
  profile.marker = {"Replayed", ""};
  Run run = Run(profile).proof(Proof::sequential).answer(503, {}, true).ended(Next::stored);
  run.proof(Proof::lost).cut().answer(503, {}, true).ended(Next::stored);
  CHECK(only_finding(ruled(run)).message ==
        "a 503 is stored under its key: every retry gets it again for as long as the key is kept, "
        "whether the charge was executed or not");
}

TEST_CASE("charge/error-is-stored: an error that a retry got past is none") {
  CHECK(holds(ruled(Run().proof(Proof::sequential).answer(503).answer(200, "c"))));
  CHECK(holds(ruled(Run().proof(Proof::sequential).answer(503).ended(Next::given_up))));
  CHECK(skipped(ruled(dry())));
}

}  // namespace checkoutdiag::charge
