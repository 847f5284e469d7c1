#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given late(std::int64_t seconds) {
  return Given().aged(seconds, Age::too_old);
}

ClockFacts clock_of(std::int64_t ahead) {
  return {"https://api.stripe.com/", {}, ahead, 1};
}

}  // namespace

TEST_CASE("webhook/timestamp-outside: too old, by how much, and the possible reasons in order") {
  const Finding finding = only_finding(judged(rules::timestamp_outside, late(900)));
  CHECK(finding.message ==
        "the signature is right, but its timestamp is 900 s old, and at most 300 s are allowed");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "seconds_off") == "900");
  CHECK(evidence(finding, "allowed_old") == "300");
  CHECK(evidence(finding, "allowed_ahead") == "(none)");
  const std::size_t queue = finding.fix.find("1. the delivery came late"),
                    replay = finding.fix.find("2. somebody plays"),
                    clock = finding.fix.find("3. this machine's clock");
  CHECK(queue < replay);
  CHECK(replay < clock);
  CHECK(clock != std::string::npos);
}

TEST_CASE("webhook/timestamp-outside: a clock that is known says whether it is the reason") {
  Given given = late(1000);
  given.clock = clock_of(900);
  Finding finding = only_finding(judged(rules::timestamp_outside, given));
  CHECK(finding.message ==
        "the signature is right, but its timestamp is 1000 s old, and at most 300 s are allowed; "
        "this machine's clock is 900 s ahead of that of https://api.stripe.com/, and that is why");
  CHECK(has(finding.fix, "sudo timedatectl set-ntp true"));
  CHECK(evidence(finding, "clock_ahead") == "900");
  for (const std::int64_t ahead : {600, -900}) {
    given.clock = clock_of(ahead);
    finding = only_finding(judged(rules::timestamp_outside, given));
    CHECK(has(finding.message, ", which does not explain it"));
    CHECK(has(finding.fix, "1. the delivery came late"));
    CHECK_FALSE(has(finding.fix, "3. "));
  }
  given.clock = clock_of(3);
  CHECK(has(only_finding(judged(rules::timestamp_outside, given)).message,
            "; this machine's clock agrees with that of https://api.stripe.com/"));
  given.clock->problem = "no answer";
  CHECK_FALSE(has(only_finding(judged(rules::timestamp_outside, given)).message, "clock"));
}

TEST_CASE("webhook/timestamp-outside: too new, where the scheme has that rule") {
  Given given;
  given.scheme.timestamp.future = 300;
  given.aged(-900, Age::too_new);
  Finding finding = only_finding(judged(rules::timestamp_outside, given));
  CHECK(finding.message ==
        "the signature is right, but its timestamp is 900 s ahead, and at most 300 s are allowed");
  CHECK(has(finding.fix, "clock is behind"));
  given.clock = clock_of(-900);
  finding = only_finding(judged(rules::timestamp_outside, given));
  CHECK(has(finding.message, "this machine's clock is 900 s behind that of https://"));
  CHECK(has(finding.message, "and that is why"));
  given.clock = clock_of(0);
  CHECK(has(only_finding(judged(rules::timestamp_outside, given)).fix, "ask the sender"));
}

TEST_CASE("webhook/timestamp-outside: a tolerance that was asked for is the one that is told") {
  Given given = late(90);
  given.tolerance = 60;
  CHECK(has(only_finding(judged(rules::timestamp_outside, given)).message, "at most 60 s"));
}

TEST_CASE(
    "webhook/timestamp-outside: a signature's own end, with or without a time of its making") {
  Given given = late(900);
  given.seen.expired = true;
  CHECK(only_finding(judged(rules::timestamp_outside, given)).message ==
        "the signature is right, but the time until which it says it holds is over: it was made "
        "900 s ago");
  given.seen.timestamp.reset();
  given.scheme.timestamp = {};
  CHECK(only_finding(judged(rules::timestamp_outside, given)).message ==
        "the signature is right, but the time until which it says it holds is over");
}

TEST_CASE("webhook/timestamp-outside: another cause of the time is told in its own words") {
  Given given;
  given.scheme.timestamp.future = 300;
  given.aged(-1'700'000'000'000, Age::too_new);
  given.diagnosis.causes = {
      {"time.milliseconds", "the timestamp is in milliseconds", "send seconds", true}};
  Finding finding = only_finding(judged(rules::timestamp_outside, given));
  CHECK(finding.message == "the timestamp is in milliseconds");
  CHECK(finding.fix == "send seconds");
  given.diagnosis.causes = {{"time.clock-behind", "it is ahead", "", true}};
  CHECK(has(only_finding(judged(rules::timestamp_outside, given)).message, "300 s are allowed"));
}

TEST_CASE("webhook/timestamp-outside: holds inside, and is skipped without a right signature") {
  CHECK(holds(judged(rules::timestamp_outside, Given())));
  CHECK(skipped(judged(rules::timestamp_outside, late(900).mismatch())));
  CHECK(skipped(judged(rules::timestamp_outside, Given().trouble(Trouble::header_missing))));
  Given given;
  given.seen.timestamp.reset();
  CHECK(judged(rules::timestamp_outside, given).skipped_because == "the delivery has no timestamp");
  given.scheme.timestamp = {};
  CHECK(judged(rules::timestamp_outside, given).skipped_because == "the scheme has no timestamp");
}

}  // namespace checkoutdiag::webhook
