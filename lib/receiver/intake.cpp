#include "lib/receiver/intake.hpp"

#include <utility>

#include "lib/failure.hpp"

namespace checkoutdiag::receiver {
namespace {

constexpr std::size_t kMost = 4096;  // in memory: more connections than a server has

}  // namespace

Intake::Intake(std::unique_ptr<Store> store, std::function<void()> stored)
    : store_(std::move(store)), stored_(std::move(stored)), thread_([this] { work(); }) {}

Intake::~Intake() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  more_.notify_one();
  thread_.join();
}

bool Intake::put(Event event, Then then) {
  {
    const std::lock_guard lock(mutex_);
    if (over_ || events_.size() >= kMost) return false;
    events_.push_back(std::move(event));
    thens_.push_back(std::move(then));
  }
  more_.notify_one();
  return true;
}

std::size_t Intake::depth() const {
  const std::lock_guard lock(mutex_);
  return events_.size();
}

void Intake::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [this] { return over_ || !events_.empty(); });
    if (events_.empty()) return;
    std::vector<Event> events = std::exchange(events_, {});
    const std::vector<Then> thens = std::exchange(thens_, {});
    lock.unlock();
    put_all(std::move(events), thens);
    lock.lock();
  }
}

void Intake::put_all(std::vector<Event> events, const std::vector<Then>& thens) {
  std::vector<Stored> stored;
  std::string problem;
  try {
    stored = store_->put(events);
  } catch (const std::exception& error) {
    // A full disk is no end of the receiver: the sender comes again.
    problem = error.what();
  }
  bool is_any_fresh = false;
  for (std::size_t i = 0; i < thens.size(); ++i) {
    const Stored one = problem.empty() ? stored[i] : Stored::fresh;
    is_any_fresh = is_any_fresh || (problem.empty() && one == Stored::fresh);
    thens[i](one, problem);
  }
  if (is_any_fresh && stored_) stored_();
}

}  // namespace checkoutdiag::receiver
