#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/charge/journal.hpp"
#include "lib/charge/replay.hpp"

namespace checkoutdiag::charge {

/// What a run has in hand.
struct Means {
  const ReplayPlan& plan;
  Journal* journal;  // may be null
  int interrupt;
  const std::function<double()>& random;
  const std::function<void(const std::string&)>& told;
};

/// How a request differs from the plan's.
struct Sending {
  bool other_payload = false;
  // Of the proof's first request alone: as soon as one may have been executed, the answer counts.
  http::Cut cut = http::Cut::none;
  bool provoke = false;
};

/// How a request ended, with its retries.
enum class End {
  answered,  // a final answer, good or bad
  in_flight,
  stored,
  given_up,
  unreachable,  // nothing of this proof ever left this machine
  expired,      // the gateway may have forgotten the key: the same request would be a new charge
  interrupted,
};

/// The requests of one proof. What comes next depends on nothing but what is on record, so that a
/// run which is resumed takes the recorded requests as if it had sent them just now, and goes on
/// where they end:
///
///   killed before `sending` is on disk    nothing was sent: it is sent now
///   …, and before the first byte went out known = false, though nothing happened: a retry with the
///                                         same key executes the charge for the first time
///   …, and before `answered` is on disk   known = false: a retry with the same key gets the answer
///   …, and before the next `sending`      the answer is on record, and decides what comes next
///   …, and before `finished`              every request is on record: it is counted and finished
///
/// Each proof has one key, so that a gateway which is right executes one charge in every case.
class Stage {
 public:
  Stage(const Means& means, Proof proof, const std::vector<Attempt>& earlier);

  /// One request, and again as long as charge::after says so. An answer that the charge is being
  /// executed is waited for, though retrying was not asked for, when an earlier answer of this
  /// proof was lost: what that request did is what the proof is about.
  End settle(const Sending& sending);

  /// The barrier. It is not made when one may have been let go before: see ProofFacts::released.
  End together();

  Proof proof() const { return proof_; }
  const std::string& key() const { return key_; }
  const std::vector<Attempt>& attempts() const { return attempts_; }
  bool succeeded_last() const;

  std::size_t released = 0;
  std::chrono::microseconds spread{0};

 private:
  struct Tried;

  const Attempt* recorded() const;
  bool any_sent() const;
  bool in_doubt() const;
  bool key_expired() const;
  Attempt new_attempt(int round, bool other_payload, const std::string& because) const;
  http::Call call_for(const Sending& sending) const;
  http::Exchange send(const Sending& sending, const std::string& because);
  Step step_of_record(const Sending& sending, int& tried, int& busy);
  Step decide(const Sending& sending, const http::Exchange& exchange, int tried, int& busy);
  Step wait_for_first(const http::Exchange& exchange, int& busy);
  void keep(std::vector<Attempt> attempts);

  const Means& means_;
  Proof proof_;
  std::string key_;
  const std::vector<Attempt>& earlier_;  // of proofs before this one
  std::vector<Attempt> attempts_;        // those on record first
  std::size_t taken_ = 0;                // how many of them the proof has come to
};

}  // namespace checkoutdiag::charge
