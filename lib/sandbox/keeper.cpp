#include "lib/sandbox/keeper.hpp"

#include <iterator>
#include <utility>

namespace checkoutdiag::sandbox {

Keeper::Keeper(StateFile& file) : file_(file), thread_([this] { work(); }) {}

Keeper::~Keeper() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  more_.notify_one();
  thread_.join();
}

void Keeper::keep(Changes changes, std::function<void(bool)> then) {
  {
    const std::lock_guard lock(mutex_);
    std::move(changes.begin(), changes.end(), std::back_inserter(changes_));
    if (then) thens_.push_back(std::move(then));
  }
  more_.notify_one();
}

void Keeper::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [this] { return over_ || !changes_.empty() || !thens_.empty(); });
    if (changes_.empty() && thens_.empty()) return;
    const Changes changes = std::exchange(changes_, {});
    const auto thens = std::exchange(thens_, {});
    lock.unlock();
    bool kept = true;
    try {
      if (!changes.empty()) file_.write(changes);
    } catch (const std::exception&) {
      // A full disk is no end of the sandbox: whoever waits gets to know it.
      kept = false;
    }
    for (const auto& then : thens)
      then(kept);
    lock.lock();
  }
}

}  // namespace checkoutdiag::sandbox
