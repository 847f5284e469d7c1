#pragma once
#include <chrono>
#include <functional>
#include <optional>

#include "lib/webhook/drill/courier.hpp"

namespace checkoutdiag::webhook {

/// Runs one trial after the other, and remembers what a later one needs.
class Stage {
 public:
  Stage(const DrillPlan& plan, int interrupt)
      : plan_(plan), interrupt_(interrupt), courier_(plan) {}

  TrialFacts run(Trial trial);

  bool is_over() const;

 private:
  using Clock = std::chrono::steady_clock;

  void deliver(Trial trial, const Event& event, TrialFacts& facts);
  void deliver_again(Trial trial, const Event& event, TrialFacts& facts);
  void deliver_early(const Event& event, TrialFacts& facts);
  void deliver_out_of_order(const Event& event, TrialFacts& facts);
  void deliver_and_kill(const Event& event, TrialFacts& facts);
  void deliver_together(const Event& event, TrialFacts& facts);
  const Sent& send(const http::Call& call, TrialFacts& facts);
  void create_order(const Event& event, Trial trial) const;
  void count_effects(const Event& event, std::int64_t before, TrialFacts& facts);
  std::optional<std::int64_t> count(const EventValues& values, TrialFacts& facts) const;

  const DrillPlan& plan_;
  const int interrupt_;
  const Courier courier_;
  std::optional<Event> first_;  // of Trial::valid
  std::optional<http::Call> first_call_;
  std::chrono::milliseconds slowest_{0};  // effect, after its answer
  Clock::time_point answered_;
};

}  // namespace checkoutdiag::webhook
