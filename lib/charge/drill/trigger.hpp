#pragma once
#include <csignal>
#include <mutex>

#include "lib/process/child.hpp"

namespace checkoutdiag::charge {

/// What kills a client when its charge has arrived. The sandbox calls it from a thread of its own.
class Trigger {
 public:
  /// From now on, or at once when the charge was faster; until disarm().
  void arm(process::Child& child) {
    const std::lock_guard lock(mutex_);
    child_ = &child;
    if (arrived_) kill();  // it was faster than we are
  }
  void disarm() {
    const std::lock_guard lock(mutex_);
    child_ = nullptr;
  }
  /// The charge has arrived.
  void fire() {
    const std::lock_guard lock(mutex_);
    arrived_ = true;
    kill();
  }
  /// Whether it killed.
  bool fired() {
    const std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  void kill() {
    if (child_) fired_ = child_->send(SIGKILL);
    child_ = nullptr;
  }

  std::mutex mutex_;
  process::Child* child_ = nullptr;
  bool arrived_ = false, fired_ = false;
};

}  // namespace checkoutdiag::charge
