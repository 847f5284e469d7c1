#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lib/sandbox/signer.hpp"
#include "lib/sandbox/state.hpp"

namespace checkoutdiag::sandbox {

/// Delivers events one after the other on a thread of its own, each up to four times until it is
/// answered with 2xx, and goes wrong as the scenario plans it.
class Webhooks {
 public:
  using Clock = std::chrono::steady_clock;

  /// `delivered` is called on that thread after each attempt, with the answer's status or 0.
  Webhooks(Signer signer, WebhookPlan plan,
           std::function<void(const std::string& event, int status)> delivered);
  ~Webhooks();
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  /// The events of one charge, in their order. `then`, which may be empty, is called when each had
  /// its first attempt.
  void send(std::vector<DueEvent> events, std::function<void()> then);

  /// Leaves out what is not delivered yet, and all that comes later. May be called twice.
  void stop();

  bool before_answer() const { return plan_.before_answer; }

  /// Waits until nothing is left to be delivered; false: the time was over before.
  bool settle(Clock::time_point until);

 private:
  // Tells when the last of several is gone.
  struct Group {
    Group() = default;
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;
    std::function<void()> then;
    ~Group() {
      if (then) then();
    }
  };
  struct Delivery {
    std::string event, body;
    int attempt = 0;
    std::shared_ptr<Group> group;
  };

  void work();
  int deliver(const Delivery& delivery) const;
  void attempt(Delivery delivery);

  Signer signer_;
  WebhookPlan plan_;
  std::function<void(const std::string&, int)> delivered_;
  int interrupt_ = -1;  // an eventfd that ends an exchange
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Clock::time_point, Delivery> queue_;
  std::uint64_t events_ = 0;
  bool busy_ = false, over_ = false;
  std::thread thread_;
};

}  // namespace checkoutdiag::sandbox
