#include "lib/charge/retry.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace checkoutdiag::charge {
namespace {

using http::Exchange;
using http::Fate;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kNow = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT

Profile stripe() {
  Profile profile;
  profile.name = "stripe";
  profile.key_name = "Idempotency-Key";
  profile.policy = Policy::everything;
  profile.marker = {"Idempotent-Replayed", "true"};
  profile.in_flight = {{409}, "idempotency_key_in_use"};
  profile.mismatch = {{400}, "idempotency_error"};
  return profile;
}

Profile gocardless() {
  Profile profile;
  profile.policy = Policy::conflict;
  profile.mismatch = profile.duplicate = {{409}, "idempotent_creation_conflict"};
  return profile;
}

Profile keyless() {
  Profile profile;
  profile.place = KeyPlace::none;
  profile.policy = Policy::no_key;
  return profile;
}

Exchange answer(int status, http::Headers headers = {}, std::string body = "{}") {
  Exchange exchange;
  exchange.fate = Fate::answered;
  exchange.sent = 300;
  exchange.status = status;
  exchange.headers = std::move(headers);
  exchange.body = std::move(body);
  return exchange;
}

Exchange lost(Fate fate, int status = 0) {
  Exchange exchange = answer(status);
  exchange.fate = fate;
  return exchange;
}

Step step(const Exchange& exchange, const Profile& profile = stripe(), std::vector<int> also = {},
          int tried = 1) {
  RetryRules rules;
  rules.also_on = std::move(also);
  return after(profile, rules, exchange, tried, 0.0, kNow);
}

}  // namespace

TEST_CASE("retry: a success and a refusal are final") {
  for (const int status : {200, 201, 202, 204, 301, 400, 401, 402, 403, 404, 422}) {
    CAPTURE(status);
    CHECK(step(answer(status)).next == Next::done);
    CHECK(step(answer(status)).because == std::to_string(status));
  }
  // As far as it came, a refusal is one.
  CHECK(step(lost(Fate::truncated, 402)).next == Next::done);
}

TEST_CASE("retry: what is in doubt, and what cannot be, is sent again with the same key") {
  CHECK(step(lost(Fate::not_sent)).next == Next::again);
  CHECK(step(lost(Fate::not_sent)).because == "not sent");
  CHECK(step(lost(Fate::no_status)).next == Next::again);
  CHECK(step(lost(Fate::no_status)).because == "sent, no status");
  CHECK(step(lost(Fate::truncated, 201)).next == Next::again);
  CHECK(step(lost(Fate::truncated, 201)).because == "201, truncated");
  for (const int status : {500, 502, 503, 504, 599})
    CHECK(step(answer(status)).next == Next::again);
  CHECK(step(answer(503)).because == "503");
}

TEST_CASE("retry: without a key, what may have been executed is never sent again by itself") {
  for (const Exchange& exchange : {lost(Fate::no_status), lost(Fate::truncated, 201),
                                   lost(Fate::truncated, 500), answer(504)}) {
    const Step found = step(exchange, keyless());
    CHECK(found.next == Next::given_up);
    CHECK(found.because.ends_with("no key: search by reference first"));
  }
  CHECK(step(lost(Fate::not_sent), keyless()).next == Next::again);
  CHECK(step(answer(429), keyless(), {429}).next == Next::again);
  CHECK(step(answer(200), keyless()).next == Next::done);
}

TEST_CASE("retry: a stored error is not asked for again") {
  const Exchange stored = answer(500, {{"idempotent-replayed", "True"}});
  CHECK(step(stored).next == Next::stored);
  CHECK(step(stored).because == "500, and Idempotent-Replayed says that it is stored");
  CHECK(step(answer(500, {{"Idempotent-Replayed", "false"}})).next == Next::again);
  CHECK(step(answer(200, {{"Idempotent-Replayed", "true"}})).next == Next::done);
  Profile profile = stripe();
  profile.marker = {};
  CHECK(step(stored, profile).next == Next::again);
  profile = stripe();
  profile.policy = Policy::completion;  // the same key carries it to its end
  CHECK(step(stored, profile).next == Next::again);
}

TEST_CASE("retry: in flight is neither declined nor asked for again, unless that is wanted") {
  CHECK(step(answer(409)).next == Next::in_flight);
  CHECK(step(answer(409), stripe(), {409}).next == Next::again);
  Profile profile;
  CHECK(step(answer(409), profile).next == Next::in_flight);
  CHECK(step(answer(423), profile).next == Next::in_flight);
  profile.in_flight = {{423}, ""};
  profile.mismatch = {{409}, ""};
  CHECK(step(answer(423), profile).next == Next::in_flight);
  CHECK(step(answer(409), profile).next == Next::done);
  profile.in_flight = {};
  CHECK(step(answer(409), profile).next == Next::done);
  // One status for both: the code tells.
  profile.in_flight = {{409}, "busy"};
  profile.mismatch = {{409}, "other_payload"};
  CHECK(step(answer(409, {}, R"({"code":"busy"})"), profile).next == Next::in_flight);
  CHECK(step(answer(409, {}, R"({"code":"other_payload"})"), profile).next == Next::done);
  CHECK(step(answer(409), profile).next == Next::in_flight);
}

TEST_CASE("retry: where a conflict is the repetition's answer, it is final") {
  CHECK(step(answer(409), gocardless()).next == Next::done);
  CHECK(step(answer(409), gocardless(), {409}).next == Next::done);
  CHECK(step(answer(423), gocardless()).next == Next::in_flight);
}

TEST_CASE("retry: too early and too many are for those who ask for it") {
  for (const int status : {425, 429}) {
    CAPTURE(status);
    CHECK(step(answer(status)).next == Next::given_up);
    CHECK(step(answer(status)).because == std::to_string(status) + ", and no retry on " +
                                              std::to_string(status) + " was asked for");
    CHECK(step(answer(status), stripe(), {429, 425}).next == Next::again);
  }
  CHECK(step(answer(402), stripe(), {402}).next == Next::again);
}

TEST_CASE("retry: Stripe-Should-Retry wins over the status, but not over a stored error") {
  const http::Headers yes = {{"Stripe-Should-Retry", "true"}},
                      no = {{"stripe-should-retry", "false"}};
  CHECK(step(answer(400, yes)).next == Next::again);
  CHECK(step(answer(409, yes)).next == Next::again);
  CHECK(step(answer(500, no)).next == Next::done);
  CHECK(step(answer(500, no)).because == "500, Stripe-Should-Retry: false");
  CHECK(step(answer(409, no), stripe(), {409}).next == Next::in_flight);
  CHECK(step(answer(200, yes)).next == Next::done);
  CHECK(step(answer(503, {{"Stripe-Should-Retry", "perhaps"}})).next == Next::again);
  CHECK(
      step(answer(500, {{"Stripe-Should-Retry", "true"}, {"Idempotent-Replayed", "true"}})).next ==
      Next::stored);
}

TEST_CASE("retry: the wait doubles, has jitter, and stays between its bounds") {
  const auto wait = [](int tried, double random) {
    RetryRules rules;
    rules.retries = 1'000'000'000;
    return after(stripe(), rules, answer(503), tried, random, kNow).wait;
  };
  CHECK(wait(1, 0.0) == milliseconds(500));
  CHECK(wait(1, 0.99) == milliseconds(500));  // never below the initial wait, nor above it here
  CHECK(wait(2, 0.0) == milliseconds(500));
  CHECK(wait(2, 0.5) == milliseconds(750));
  CHECK(wait(3, 0.0) == milliseconds(1000));
  CHECK(wait(4, 0.5) == milliseconds(3000));
  CHECK(wait(5, 0.0) == milliseconds(2500));
  CHECK(wait(1'000'000, 0.0) == milliseconds(2500));
  for (int tried = 1; tried < 12; ++tried)
    for (const double random : {0.0, 0.3, 0.999999, 1.0, -7.0, 1e300, std::nan("")}) {
      CHECK(wait(tried, random) >= milliseconds(500));
      CHECK(wait(tried, random) <= milliseconds(5000));
    }
  RetryRules rules;
  rules.initial = rules.most = milliseconds(0);
  CHECK(after(stripe(), rules, answer(503), 2, 0.5, kNow).wait == milliseconds(0));
  rules.initial = seconds(9);
  rules.most = seconds(4);
  CHECK(after(stripe(), rules, answer(503), 2, 0.5, kNow).wait == seconds(9));
}

TEST_CASE("retry: Retry-After wins, as a number or as a date, unless it is too long") {
  const auto asked = [](const char* value) { return step(answer(503, {{"retry-after", value}})); };
  CHECK(asked("2").wait == seconds(2));
  CHECK(asked("2").because == "503, Retry-After: 2 s");
  CHECK(asked("0").wait == milliseconds(0));
  CHECK(asked("Sun, 06 Nov 1994 08:49:47 GMT").wait == seconds(10));
  CHECK(asked("Sun, 06 Nov 1994 08:49:27 GMT").wait == milliseconds(0));
  CHECK(asked("60").next == Next::again);
  CHECK(asked("61").next == Next::given_up);
  CHECK(asked("61").because == "503, Retry-After: 61 s, which is too long to wait for");
  CHECK(asked("99999999999999999999").next == Next::given_up);
  CHECK(asked("soon").wait == milliseconds(500));
  CHECK(asked("soon").because == "503");
}

TEST_CASE("retry: when no retries are left") {
  CHECK(step(answer(503), stripe(), {}, 2).next == Next::again);
  const Step last = step(answer(503), stripe(), {}, 3);
  CHECK(last.next == Next::given_up);
  CHECK(last.because == "503, and no retries are left");
  CHECK(step(lost(Fate::not_sent), stripe(), {}, 3).next == Next::given_up);
  CHECK(step(answer(200), stripe(), {}, 3).next == Next::done);
}

}  // namespace checkoutdiag::charge
