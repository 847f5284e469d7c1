#include "lib/doctor/clock.hpp"

#include <algorithm>

namespace checkoutdiag::doctor {
namespace {

using std::chrono::duration;

struct Bounds {
  double least, most;
};

// From a cache: its Date is of the moment when the answer was made, long before it was sent.
bool is_cached(const http::Headers& headers) {
  const std::string* age = http::find_header(headers, "Age");
  return age && *age != "0";
}

std::optional<Bounds> bounds_of(const HttpTrial& trial) {
  const std::string* date = http::find_header(trial.answer.headers, "Date");
  if (!date || is_cached(trial.answer.headers)) return {};
  const std::optional<Time> written = http::parse_date(*date);
  if (!written) return {};
  const http::Exchange& seen = trial.answer;
  const double begun = static_cast<double>(trial.begun) / 1000;
  const auto since = [&](std::chrono::steady_clock::time_point when) {
    return begun + std::max(0.0, duration<double>(when - seen.begun).count());
  };
  const bool has_times = seen.answered != std::chrono::steady_clock::time_point{};
  const double answered = has_times ? since(seen.answered) : since(seen.ended);
  const bool was_released = seen.released != std::chrono::steady_clock::time_point{};
  const double asked = was_released ? since(seen.released) : begun;
  const double theirs = static_cast<double>(written->time_since_epoch().count());
  // The clock that is read to the second here too may lag behind by its grain.
  constexpr double kGrain = 0.01;
  return Bounds{asked - theirs - 1 - kGrain, answered - theirs + kGrain};
}

}  // namespace

ClockOffset clock_offset(const std::vector<HttpTrial>& trials, const std::string& from) {
  ClockOffset offset;
  offset.from = from;
  bool has_cached = false, has_answer = false;
  std::vector<Bounds> all;
  for (const HttpTrial& trial : trials) {
    has_answer = has_answer || trial.answer.status != 0;
    has_cached = has_cached || is_cached(trial.answer.headers);
    if (const auto bounds = bounds_of(trial)) all.push_back(*bounds);
  }
  if (all.empty()) {
    offset.problem = !has_answer  ? "there was no HTTP answer"
                     : has_cached ? "the answers came from a cache, whose Date is an old one"
                                  : "the answers have no Date that can be read";
    return offset;
  }
  offset.least = all.front().least;
  offset.most = all.front().most;
  for (const Bounds& each : all) {
    const double least = std::max(offset.least, each.least),
                 most = std::min(offset.most, each.most);
    // Two clocks behind one name.
    if (least > most) {
      offset.problem = "the Dates of several answers contradict each other: more than one clock";
      return offset;
    }
    offset.least = least;
    offset.most = most;
    ++offset.answers;
  }
  return offset;
}

}  // namespace checkoutdiag::doctor
