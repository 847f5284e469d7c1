#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/receiver/event.hpp"
#include "lib/redis/connection.hpp"

namespace checkoutdiag::receiver {

/// Where an event is on its way to the application.
enum class State {
  pending,     // to be forwarded, now or at its time
  forwarded,   // the application has taken it
  dead,        // it was given up: resend brings it back
  parked,      // its order is not registered yet
  superseded,  // its order is in a state that it does not go on from
};
inline constexpr std::array kStates = {State::pending, State::forwarded, State::dead, State::parked,
                                       State::superseded};

/// "pending", "forwarded", "dead", "parked", "superseded".
std::string_view name(State state);

/// An event that a forwarder has in its hands until its lease is over.
struct Job {
  std::int64_t number = 0;   // of the event
  std::int64_t attempt = 0;  // from 1
  std::int64_t lease = 0;    // what it was leased until, ms since 1970: the fence
  Event event;
};

/// How an attempt to forward ended.
struct Attempted {
  std::int64_t number = 0, lease = 0;
  State state = State::pending;
  std::int64_t next = 0;   // of pending: when it is tried again, ms since 1970
  int status = 0;          // of the application's answer; 0: none
  std::string error;       // a clause; safe to print
  bool is_unmade = false;  // given back before it was made: it does not count
};

/// An event as `webhook events` shows it.
struct Kept {
  std::int64_t number = 0, attempts = 0, next = 0, conflicts = 0;
  State state = State::pending;
  int status = 0;
  std::string error;
  Event event;  // of a list without headers and body
};

struct Counts {
  std::array<std::int64_t, kStates.size()> by_state{};
  std::int64_t conflicts = 0;

  std::int64_t of(State state) const { return by_state[static_cast<std::size_t>(state)]; }
};

/// What became of an order that was registered.
struct Registered {
  bool is_new = false;
  std::string state;                         // that it is in now
  std::int64_t applied = 0, superseded = 0;  // events that had waited for it
};

/// Keeps events. One thread at a time, and many stores of many processes on the same place. Every
/// call that changes something returns when that is kept, as far as the place keeps anything, and
/// throws Failure when it is not known to be: it can be called again with the same.
class Store {
 public:
  virtual ~Store() = default;

  /// All of them, in their order. One that moves its order does so in the same step: of two that
  /// go on from the same state one alone wins.
  virtual std::vector<Stored> put(std::span<const Event> events) = 0;

  /// Up to `most` events whose time has come, leased until `until`, the oldest first. Of the events
  /// of one order only the first that is pending: the others follow when it is passed on, or dead.
  virtual std::vector<Job> lease(std::size_t most, std::int64_t now, std::int64_t until) = 0;

  /// Records how attempts ended; one whose lease is another's by now changes nothing.
  virtual void finish(std::span<const Attempted> attempts) = 0;

  /// The newest first; `state`: those alone. Before `before` (a number), 0: from the end.
  virtual std::vector<Kept> list(std::optional<State> state, std::size_t most,
                                 std::int64_t before) = 0;
  virtual std::optional<Kept> find(std::string_view key_or_number) = 0;

  /// To be forwarded again at once; false: there is no such event.
  virtual bool resend(std::int64_t number) = 0;
  virtual std::int64_t resend_dead() = 0;

  /// Forgets events of that scheme (empty: of all) that were forwarded, or superseded, and were
  /// received before that time, ms since 1970; how many.
  virtual std::int64_t purge(std::int64_t before, std::string_view scheme) = 0;

  /// From now on there is this order, in that state, unless it is there already. What was parked
  /// for it is applied, the oldest first.
  virtual Registered register_order(std::string_view order, std::string_view state) = 0;
  /// Nothing: it is not registered.
  virtual std::optional<std::string> state_of_order(std::string_view order) = 0;

  virtual Counts counts() = 0;

  /// Writes something that matters to nobody; throws Failure when it cannot.
  virtual void probe() = 0;

  /// What it cannot promise, a sentence each; none: what was answered outlives a crash.
  virtual std::vector<std::string> may_lose() { return {}; }
};

/// A file of SQLite. `may_create`: else it must be there. Throws Failure(input).
std::unique_ptr<Store> open_sqlite_store(const std::string& file, bool may_create = true);

/// A database of Redis, which several receivers can share. The same.
std::unique_ptr<Store> open_redis_store(const redis::Address& address, bool may_create = true);

/// Where events are kept: one of the two.
struct StorePlace {
  std::string file;
  std::optional<redis::Address> redis;

  std::string text() const;  // safe to print
};

std::unique_ptr<Store> open_store(const StorePlace& place, bool may_create = true);

}  // namespace checkoutdiag::receiver
