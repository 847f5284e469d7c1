#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lib/http/client.hpp"
#include "lib/receiver/store.hpp"

namespace checkoutdiag::receiver {

struct ForwardOptions {
  std::string url, ca_file;
  int jobs = 4;                               // at the same time
  int attempts = 20;                          // after which an event is given up
  std::chrono::milliseconds timeout{30'000};  // for an answer
  std::chrono::milliseconds first{1000};      // until the second attempt; then twice that, …
  std::chrono::milliseconds longest{3'600'000};
};

/// The wait before the next attempt: exponential, with full jitter of its upper half, and never
/// less than what the answer asks for (Retry-After). `random`: in [0, 1).
std::chrono::milliseconds wait_after(const ForwardOptions& options, std::int64_t attempt,
                                     long retry_after_s, double random);

/// What is sent on: the very bytes and headers, but for those of the connection (RFC 9110 section
/// 7.6.1) and Host.
http::Call call_of(const ForwardOptions& options, const Event& event);

/// Passes events on to the application until it has taken them.
class Forwarder {
 public:
  /// Told of each attempt, on one of its threads.
  using Told = std::function<void(const Job&, const Attempted&)>;

  Forwarder(std::unique_ptr<Store> store, ForwardOptions options, Told told);
  /// stop(0).
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  /// There may be something new.
  void wake();

  /// Makes no new attempts, waits for those that are on their way, at most so long, and gives back
  /// what it had in its hands: another run has it at once.
  void stop(std::chrono::milliseconds most);

 private:
  void work();
  void send(const Job& job);
  std::vector<Attempted> take_done();
  void give_back();
  void record();

  const ForwardOptions options_;
  const std::unique_ptr<Store> store_;
  const Told told_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<Attempted> done_;        // and not recorded
  std::vector<Attempted> unrecorded_;  // of the thread alone: the store was not there
  std::vector<Job> waiting_;
  int running_ = 0;
  bool woken_ = true, over_ = false;  // over: no new attempts
  int stop_[2] = {-1, -1};            // a pipe whose end is seen by every attempt
  std::vector<std::thread> senders_;
  std::thread thread_;
};

}  // namespace checkoutdiag::receiver
