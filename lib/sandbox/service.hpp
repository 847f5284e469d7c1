#pragma once
#include <condition_variable>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "lib/http/server.hpp"
#include "lib/sandbox/asked.hpp"
#include "lib/sandbox/keeper.hpp"
#include "lib/sandbox/sandbox.hpp"
#include "lib/sandbox/state.hpp"
#include "lib/sandbox/webhooks.hpp"

namespace checkoutdiag::sandbox {

/// The state with what it needs to serve: a server, a lock, a clock, a file and a sender of events.
class Sandbox::Service {
 public:
  explicit Service(SandboxOptions options);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  const http::Server& server() const { return *server_; }
  const std::string& ca() const { return ca_; }
  Truth truth() const;
  bool settle(std::chrono::milliseconds most);
  void stop(std::chrono::milliseconds patience);

 private:
  using Clock = std::chrono::steady_clock;

  using Then = std::function<void(bool kept)>;

  void handle(const http::Request& request, const http::Answer& answer);
  bool handle_own(const Asked& asked, const http::Answer& answer);
  void take(const Asked& asked, const http::Answer& answer);
  void finish(std::uint64_t ticket, std::int64_t time, const http::Answer& answer,
              std::vector<Then>& now);
  void finish_after(std::chrono::milliseconds work, std::uint64_t ticket,
                    const http::Answer& answer);
  void hand_over(const Finished& finished, bool kept, const http::Answer& answer);
  /// Calls `then` when the changes are on disk; without a file it goes to `now`, for when the lock
  /// is given back.
  void when_kept(Changes changes, Then then, std::vector<Then>& now);
  std::int64_t ms_since_1970(Clock::time_point when) const;

  SandboxOptions options_;
  const Clock::time_point began_ = Clock::now();
  const std::int64_t began_ms_;
  AskedReader reader_;
  std::string ca_;
  std::unique_ptr<StateFile> file_;

  mutable std::mutex mutex_;
  std::condition_variable idle_;
  State state_;
  std::vector<std::uint64_t> counts_;  // of next_fault
  std::size_t pending_ = 0;            // charges that are executed, and not answered yet

  std::latch ready_{1};
  // How they end: see ~Service().
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<Webhooks> webhooks_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace checkoutdiag::sandbox
