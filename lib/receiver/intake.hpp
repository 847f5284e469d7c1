#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "lib/receiver/store.hpp"

namespace checkoutdiag::receiver {

/// Stores events in the order in which they came, those of many connections in one transaction: a
/// disk syncs some hundred times a second, and there are thousands of events.
class Intake {
 public:
  /// What became of an event; `problem`: the store did not take it, a clause. On the intake's own
  /// thread.
  using Then = std::function<void(Stored, const std::string& problem)>;

  /// `stored` is called after each transaction that has put something new there.
  Intake(std::unique_ptr<Store> store, std::function<void()> stored);
  /// Stores what is left.
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  /// False: there are too many already, and `then` is not called.
  bool put(Event event, Then then);

  /// How many wait.
  std::size_t depth() const;

 private:
  void work();
  void put_all(std::vector<Event> events, const std::vector<Then>& thens);

  const std::unique_ptr<Store> store_;
  const std::function<void()> stored_;
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::vector<Event> events_;
  std::vector<Then> thens_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace checkoutdiag::receiver
