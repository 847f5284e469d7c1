#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "lib/sandbox/state_file.hpp"

namespace checkoutdiag::sandbox {

/// Writes changes to the state file in the order in which they came, those of many requests in one
/// transaction: a disk syncs some hundred times a second, and there are thousands of charges.
class Keeper {
 public:
  explicit Keeper(StateFile& file);
  /// Writes what is left.
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// `then` is called on the keeper's thread when the changes are on disk (true), or cannot be
  /// written (false). May be empty.
  void keep(Changes changes, std::function<void(bool)> then);

 private:
  void work();

  StateFile& file_;
  std::mutex mutex_;
  std::condition_variable more_;
  Changes changes_;
  std::vector<std::function<void(bool)>> thens_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace checkoutdiag::sandbox
