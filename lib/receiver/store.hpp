#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/receiver/event.hpp"

namespace checkoutdiag::receiver {

/// Where an event is on its way to the application.
enum class State {
  pending,    // to be forwarded, now or at its time
  forwarded,  // the application has taken it
  dead,       // it was given up: resend brings it back
};

/// "pending", "forwarded", "dead".
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
  std::int64_t next = 0;  // of pending: when it is tried again, ms since 1970
  int status = 0;         // of the application's answer; 0: none
  std::string error;      // a clause; safe to print
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
  std::int64_t pending = 0, forwarded = 0, dead = 0, conflicts = 0;
};

/// Keeps events. One thread at a time. Every call that changes something returns when that is on
/// disk, and throws Failure when it is not: nothing of it was done then.
class Store {
 public:
  virtual ~Store() = default;

  /// All of them in one transaction, in their order.
  virtual std::vector<Stored> put(std::span<const Event> events) = 0;

  /// Up to `most` events whose time has come, leased until `until`, the oldest first.
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

  /// Forgets forwarded events that were received before that time, ms since 1970; how many.
  virtual std::int64_t purge(std::int64_t before) = 0;

  virtual Counts counts() = 0;
};

/// A file of SQLite. `may_create`: else it must be there. Throws Failure(input).
std::unique_ptr<Store> open_sqlite_store(const std::string& file, bool may_create = true);

}  // namespace checkoutdiag::receiver
