#include "lib/sandbox/webhooks.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "lib/failure.hpp"

namespace checkoutdiag::sandbox {
namespace {

using std::chrono::milliseconds;

// After the first, second and third attempt.
constexpr std::array<milliseconds, 3> kBackoff = {milliseconds(200), milliseconds(1000),
                                                  milliseconds(5000)};
constexpr std::size_t kMostWaiting = 200'000;

bool is_success(int status) {
  return status >= 200 && status < 300;
}

}  // namespace

Webhooks::Webhooks(Signer signer, WebhookPlan plan,
                   std::function<void(const std::string&, int)> delivered)
    : signer_(std::move(signer)),
      plan_(plan),
      delivered_(std::move(delivered)),
      interrupt_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (interrupt_ < 0) throw Failure(Failure::Kind::internal, "there are no descriptors left");
  thread_ = std::thread([this] { work(); });
}

Webhooks::~Webhooks() {
  stop();
  ::close(interrupt_);
}

void Webhooks::stop() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ::eventfd_write(interrupt_, 1);
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  // Nobody waits for what is left out.
  for (auto& [due, delivery] : queue_)
    delivery.group->then = nullptr;
  queue_.clear();
}

void Webhooks::send(std::vector<DueEvent> events, std::function<void()> then) {
  const auto group = std::make_shared<Group>();
  group->then = std::move(then);
  if (plan_.reversed) std::reverse(events.begin(), events.end());
  const Clock::time_point due = Clock::now() + plan_.delay;
  {
    const std::lock_guard lock(mutex_);
    for (const DueEvent& each : events) {
      const auto number = static_cast<std::int64_t>(++events_);
      const bool dropped = plan_.drop_every > 0 && number % plan_.drop_every == 0;
      if (dropped || over_ || queue_.size() >= kMostWaiting) continue;
      for (int i = 0; i <= plan_.duplicates; ++i)
        queue_.emplace(due, Delivery{each.event.id, each.body, 0, group});
    }
  }
  changed_.notify_all();
}

void Webhooks::work() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    if (queue_.empty()) {
      changed_.wait(lock);
    } else if (const Clock::time_point due = queue_.begin()->first; due > Clock::now()) {
      changed_.wait_until(lock, due);
    } else {
      Delivery next = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
      busy_ = true;
      lock.unlock();
      attempt(std::move(next));
      lock.lock();
      busy_ = false;
      changed_.notify_all();
    }
  }
}

// The status; 0 when none came. What stops a delivery stops neither the next one nor the sandbox.
int Webhooks::deliver(const Delivery& delivery) const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  try {
    const http::Call call =
        signer_.call(delivery.event, delivery.body,
                     std::chrono::duration_cast<std::chrono::seconds>(now).count());
    return http::exchange(call, interrupt_).status;
  } catch (const Failure&) {
    return 0;
  }
}

void Webhooks::attempt(Delivery delivery) {
  const int status = deliver(delivery);
  delivered_(delivery.event, status);
  delivery.group = std::make_shared<Group>();
  const auto made = static_cast<std::size_t>(delivery.attempt++);
  if (is_success(status) || made >= kBackoff.size()) return;
  const std::lock_guard lock(mutex_);
  if (!over_) queue_.emplace(Clock::now() + kBackoff.at(made), std::move(delivery));
}

bool Webhooks::settle(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, until, [this] { return queue_.empty() && !busy_; });
}

}  // namespace checkoutdiag::sandbox
