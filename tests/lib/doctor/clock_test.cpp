#include "lib/doctor/clock.hpp"

#include <doctest/doctest.h>

#include <random>

namespace checkoutdiag::doctor {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kNoon = 1795435200000;  // 2026-11-23T12:00:00Z

// An answer whose server is `behind` ms behind this machine, asked at `at` and taking `took` ms.
HttpTrial asked(std::int64_t at, std::int64_t took, std::int64_t behind) {
  HttpTrial trial;
  trial.begun = at;
  trial.answer.status = 200;
  trial.answer.begun = std::chrono::steady_clock::time_point(milliseconds(1000000));
  trial.answer.released = trial.answer.begun;
  trial.answer.answered = trial.answer.begun + milliseconds(took);
  const std::int64_t theirs = at + took / 2 - behind;
  const Time second = Time(std::chrono::seconds(theirs / 1000));
  const std::time_t when = std::chrono::system_clock::to_time_t(second);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&when));
  trial.answer.headers = {{"Date", text}};
  return trial;
}

}  // namespace

TEST_CASE("clock offset: the truth is always between the bounds, and more answers narrow them") {
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    const auto behind = static_cast<std::int64_t>(random() % 4000000) - 2000000;
    std::vector<HttpTrial> trials;
    double width = 1e9;
    for (int n = 0; n < 6; ++n) {
      trials.push_back(asked(kNoon + static_cast<std::int64_t>(random() % 5000),
                             static_cast<std::int64_t>(random() % 300), behind));
      const ClockOffset offset = clock_offset(trials, "x");
      CAPTURE(behind);
      REQUIRE(offset.problem == "");
      const double truth = static_cast<double>(behind) / 1000;
      CHECK(offset.least <= truth);
      CHECK(truth <= offset.most);
      CHECK(offset.most - offset.least <= width + 1e-9);
      width = offset.most - offset.least;
    }
  }
}

TEST_CASE("clock offset: a cache's Date is none, and two clocks are told") {
  HttpTrial cached = asked(kNoon, 10, 0);
  cached.answer.headers.push_back({"Age", "300"});
  CHECK(clock_offset({cached}, "x").problem.starts_with("the answers came from a cache"));
  CHECK(clock_offset({asked(kNoon, 10, 0), asked(kNoon, 10, 60000)}, "x")
            .problem.starts_with("the Dates of several answers contradict"));
  CHECK(!clock_offset({}, "x").problem.empty());
  HttpTrial garbage = asked(kNoon, 10, 0);
  garbage.answer.headers[0].value = "yesterday";
  CHECK(clock_offset({garbage}, "x").problem == "the answers have no Date that can be read");
}

}  // namespace checkoutdiag::doctor
