#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "lib/sandbox/answers.hpp"
#include "lib/sandbox/asked.hpp"
#include "lib/sandbox/keys.hpp"
#include "lib/sandbox/sandbox.hpp"
#include "lib/sandbox/tokens.hpp"

// The gateway itself, as a machine of values: no sockets, no threads, no clock. The same calls have
// the same results.
namespace checkoutdiag::sandbox {

struct StateOptions {
  charge::Profile profile;
  std::string scenario;  // its name, for the books
  Breakage breakage;
  std::chrono::milliseconds token_life{900'000};
  bool require_key = false;
  bool events = false;     // there is somebody who gets them
  std::uint64_t seed = 0;  // of the ids
  std::int64_t began = 0;  // ms since 1970: what SeenRequest::at counts from
  std::size_t most_keys = 1'000'000, most_charges = 1'000'000, most_requests = 100'000;
  std::size_t most_bytes = 512UL * 1024 * 1024;  // of the charges
};

/// What has to be on disk before an answer leaves.
struct KeyForgotten {
  std::string key;
};
struct AllForgotten {};
using Change = std::variant<KeptCharge, KeyEntry, KeyForgotten, Token, Event, AllForgotten>;
using Changes = std::vector<Change>;

/// What a file had when it was opened.
struct Books {
  std::vector<KeptCharge> charges;
  std::vector<KeyEntry> keys;  // in the order in which they came
  std::vector<Token> tokens;
  std::vector<Event> events;
};

/// What a request has begun.
struct Begun {
  std::optional<http::Reply> reply;  // nothing: finish() has it
  std::uint64_t ticket = 0;          // work to be finished, with or without a reply; 0: none
  Changes changes;
};

/// An event that is to be delivered.
struct DueEvent {
  Event event;
  std::string body;  // JSON
};

struct Finished {
  std::optional<http::Reply> reply;  // nothing: it was answered before
  Changes changes;
  std::vector<DueEvent> events;
};

class State {
 public:
  explicit State(StateOptions options, Books books = {});

  /// A request, and the fault that meets it, if any; `now` is ms since 1970. Not for Route::truth
  /// and Route::reset.
  Begun begin(const Asked& asked, std::int64_t now, const Fault* fault);

  /// The work of a ticket is done: the charge is committed, or declined.
  Finished finish(std::uint64_t ticket, std::int64_t now);

  /// The status of an attempt to deliver an event, 0: no answer.
  Changes delivered(const std::string& event, int status);

  /// Forgets everything; tickets are void.
  Changes reset();

  Truth truth() const;
  std::size_t working() const { return works_.size(); }

 private:
  struct Work {
    std::uint64_t seen = 0;
    KeptCharge charge;
    std::string token;
    std::string key;   // of keys_; empty: nothing is stored under one
    std::string echo;  // what the answer repeats of the key
    std::optional<Fault> fault;
    bool answered = false;    // at once, by a fault that comes during the commit
    bool error_told = false;  // the client gets, or got, a 5xx
  };

  // state.cpp
  std::uint64_t record(const Asked& asked, const Fault* fault);
  SeenRequest* seen(std::uint64_t which);
  void note_answer(std::uint64_t which, const http::Reply& reply);
  void keep(KeptCharge charge);
  std::string make_id(const char* prefix);
  void keep(Event event);
  void note_forgotten(Changes& changes);
  // state_reads.cpp
  http::Reply at_once(const Asked& asked, std::int64_t now, Changes& changes);
  http::Reply answer(const Asked& asked) const;
  http::Reply make_token(std::int64_t now, Changes& changes);
  http::Reply list(const Asked& asked) const;
  http::Reply one(const std::string& id) const;
  http::Reply stored(const std::string& key, std::int64_t now);
  http::Reply refusal(int status, std::string type, std::string code, std::string message) const;
  // state_charge.cpp
  Begun begin_charge(const Asked& asked, std::int64_t now, const Fault* fault, std::uint64_t which);
  std::optional<http::Reply> key_refused(const Asked& asked) const;
  std::optional<http::Reply> already_known(const Asked& asked, const std::string& key,
                                           std::int64_t now, SeenRequest& request);
  std::optional<http::Reply> not_executable(const Asked& asked, std::int64_t now);
  std::string entry_key(const Asked& asked) const;
  std::uint64_t start(const Asked& asked, const std::string& key, std::int64_t now,
                      const Fault* fault, std::uint64_t which);
  // state_repetition.cpp
  http::Reply in_flight(const KeyEntry& entry) const;
  http::Reply mismatch(const KeyEntry& entry) const;
  http::Reply repetition(const KeyEntry& entry, std::string& id);
  void mark(http::Reply& reply, const KeyEntry& entry) const;
  bool marker_is_echo() const;
  void echo(http::Reply& reply, const std::string& key) const;
  // state_finish.cpp
  http::Reply execute(Work& work, std::int64_t now, Finished& finished);
  static bool replaces(const Work& work);
  static bool is_own_answer(const Work& work);
  void store(const Work& work, std::uint64_t ticket, const http::Reply& answer, std::int64_t now,
             Changes& changes);
  bool is_stored(int status, bool executed) const;
  void add_events(const Work& work, std::int64_t now, Finished& finished);

  StateOptions options_;
  Answers answers_;
  Keys keys_;
  Tokens tokens_;
  std::deque<KeptCharge> charges_;
  std::size_t bytes_ = 0;  // of charges_
  std::unordered_map<std::string, std::size_t> by_id_;
  std::deque<SeenRequest> requests_;
  std::uint64_t forgotten_requests_ = 0;  // of requests_: the first one's number less one
  std::uint64_t before_reset_ = 0;        // how many of them came before the last reset
  std::deque<Event> events_;
  std::unordered_map<std::string, std::uint64_t> event_at_;
  std::uint64_t forgotten_events_ = 0;
  std::unordered_map<std::uint64_t, Work> works_;
  std::uint64_t tickets_ = 0, ids_ = 0;
};

/// Whether a card is declined in the sandbox: tok_chargeDeclined and its kin, or an amount that
/// ends in 4002.
bool is_declined(std::string_view amount, std::string_view token);

}  // namespace checkoutdiag::sandbox
