#include <doctest/doctest.h>

#include <algorithm>

#include "checks/webhook/words.hpp"
#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

std::string ids(const std::vector<Outcome>& outcomes, bool (*chosen)(const Outcome&)) {
  std::string text;
  for (const Outcome& each : outcomes)
    if (chosen(each))
      text += (text.empty() ? "" : " ") + std::string(each.rule->id.substr(sizeof "webhook"));
  return text;
}

bool found(const Outcome& each) {
  return !each.findings.empty();
}
bool open(const Outcome& each) {
  return !each.inconclusive_because.empty();
}
bool found_error(const Outcome& each) {
  return std::any_of(each.findings.begin(), each.findings.end(),
                     [](const Finding& finding) { return finding.level == Level::error; });
}

constexpr Trouble kLast = Trouble::certificate_missing;

bool can_be_right(Trouble trouble) {
  return trouble == Trouble::none || trouble == Trouble::body_uncovered ||
         trouble == Trouble::digest_wrong;
}

// Every verification that the engine can end with, each with every kind of diagnosis.
template <class Visit>
void each_state(Visit visit) {
  const std::vector<Cause> kinds[] = {
      {},
      {{"body.trailing-newline-added", "a newline was added", "take it off", true}},
      {{"evidence.length-differs", "the body is 3 bytes short", "", true}},
      {{"secret.wrong-kind", "the secret looks like an API key", "", false}},
      {{"unknown.no-repair-found", "no repair makes it right", "", false}}};
  for (int trouble = 0; trouble <= static_cast<int>(kLast); ++trouble)
    for (const bool right : {false, true})
      for (const Age age : {Age::untold, Age::inside, Age::too_old, Age::too_new})
        for (const std::vector<Cause>& causes : kinds) {
          const auto why = static_cast<Trouble>(trouble);
          if (!can_be_right(why) && (right || age != Age::untold)) continue;
          Given given;
          given.scheme.timestamp.future = 300;
          given.trouble(why, "x-about");
          if (!right) given.mismatch(causes);
          given.diagnosis.causes = causes;
          if (can_be_right(why)) given.aged(age == Age::too_new ? -900 : 900, age);
          if (age == Age::untold) given.seen.timestamp.reset();
          visit(given);
        }
}

}  // namespace

TEST_CASE("webhook: a good delivery has no finding and no open question") {
  const std::vector<Outcome> outcomes = judge_all(Given());
  CHECK(outcomes.size() == 14);
  CHECK(ids(outcomes, &found) == "");
  CHECK(ids(outcomes, &open) == "");
}

TEST_CASE("webhook: what is not valid is never passed over, and what is valid is never an error") {
  int states = 0;
  each_state([&](const Given& given) {
    ++states;
    const std::vector<Outcome> outcomes = judge_all(given);
    CAPTURE(name(given.seen.trouble));
    CAPTURE(given.seen.signature);
    CAPTURE(static_cast<int>(given.seen.age));
    const bool error = ids(outcomes, &found_error) != "", unknown = ids(outcomes, &open) != "";
    CHECK(given.seen.valid() != (error || unknown));
    CHECK(unknown == is_not_given(given.seen.trouble));
  });
  CHECK(states > 150);
}

TEST_CASE("webhook: every trouble is somebody's: the delivery's, the caller's or a rule's own") {
  for (int each = 0; each <= static_cast<int>(kLast); ++each) {
    const auto trouble = static_cast<Trouble>(each);
    CAPTURE(name(trouble));
    CHECK(is_missing(trouble) + is_not_given(trouble) + can_be_right(trouble) == 1);
  }
}

TEST_CASE("webhook: what a right signature leaves open is told alone") {
  Given uncovered, late;
  uncovered.trouble(Trouble::body_uncovered);
  CHECK(ids(judge_all(uncovered), &found) == "body-uncovered");
  late.aged(301, Age::too_old);
  CHECK(ids(judge_all(late), &found) == "timestamp-outside");
  CHECK(ids(judge_all(Given().mismatch()), &found) == "signature-mismatch");
  CHECK(ids(judge_all(Given().trouble(Trouble::header_missing)), &found) == "signature-missing");
}

TEST_CASE("webhook: what is hostile is made safe once, in messages, evidence and fixes") {
  const std::string evil = "a\x1b[2J\nb\xff";
  each_state([&](Given given) {
    given.scheme.name = given.scheme.title = given.scheme.secret.where = evil;
    given.scheme.deduplicate = given.scheme.rotation = given.seen.about = evil;
    given.scheme.signature.headers = given.scheme.companions = {evil};
    given.scheme.covers_body = false;
    given.delivery.headers = {{evil, evil}};
    given.secrets = {{evil, evil, evil, "newline", 3}, {evil, evil, {}, "CR LF", 3}};
    given.seen.secret = given.seen.signature ? 1 : -1;
    given.clock = ClockFacts{evil, {}, 900, 1};
    given.url_from_request = true;
    given.forbidden_certificate_url = given.delivery.url = evil;
    given.certificate = CertificateVerdict{};
    given.certificate->problem = given.certificate->subject = evil;
    for (Cause& cause : given.diagnosis.causes)
      cause.id += evil, cause.message = evil, cause.fix = "see\n  echo " + evil;
    for (const Outcome& outcome : judge_all(given))
      for (const Finding& finding : outcome.findings) {
        CAPTURE(outcome.rule->id);
        CHECK_FALSE(has(finding.fix, "\x1b"));
        CHECK_FALSE(has(finding.fix, "\xff"));
        for (const auto& [key, value] : finding.evidence.items)
          CHECK_FALSE(has(evidence(finding, key), "\x1b"));
      }
  });
}

TEST_CASE("webhook words: seconds, with what they amount to where that helps") {
  CHECK(seconds_text(0) == "0 s");
  CHECK(seconds_text(-900) == "900 s");
  CHECK(seconds_text(1200) == "1200 s (20 minutes)");
  CHECK(seconds_text(7200) == "7200 s (2 hours)");
  CHECK(seconds_text(3 * 86'400) == "259200 s (3 days)");
  CHECK(size_of(INT64_MIN) == INT64_MAX);
}

TEST_CASE("webhook words: limits are the scheme's, unless others were asked for") {
  Given given;
  CHECK(past_limit(given.all()) == 300);
  CHECK_FALSE(future_limit(given.all()).has_value());
  given.tolerance = 60;
  CHECK(past_limit(given.all()) == 60);
  CHECK_FALSE(future_limit(given.all()).has_value());
  given.tolerance = 0;
  CHECK_FALSE(past_limit(given.all()).has_value());
}

}  // namespace checkoutdiag::webhook
