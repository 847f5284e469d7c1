#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const std::string& key, Profile profile = stripe()) {
  Run run(std::move(profile));
  run.proof(Proof::sequential);
  run.facts.base_key = key;
  return judged(rules::key_unfit, run);
}

}  // namespace

TEST_CASE("charge/key-unfit: too long, too short, or of other characters") {
  const Finding finding = only_finding(ruled(std::string(300, 'k')));
  CHECK(has(finding.message, "the key is not one that Stripe takes: "));
  CHECK(has(finding.message, "255"));
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "bytes") == "300");
  CHECK(has(finding.fix, "use a random UUID"));
  Profile strict = stripe();
  strict.least = 16;
  CHECK(only_finding(ruled("short", strict)).level == Level::warning);
  CHECK(only_finding(ruled("a key\x01", strict)).level == Level::warning);
}

TEST_CASE("charge/key-unfit: a UUID fits, in a dry run too, and what is not there is not judged") {
  CHECK(holds(ruled("8e03978e-40d5-43e8-bc93-6894a57f9324")));
  CHECK(holds(judged(rules::key_unfit, dry())));
  CHECK(skipped(ruled("")));
  Profile keyless = gateway(Policy::no_key);
  keyless.place = KeyPlace::none;
  CHECK(skipped(ruled("k", keyless)));
}

}  // namespace checkoutdiag::charge
