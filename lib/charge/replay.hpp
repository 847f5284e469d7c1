#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/charge/body.hpp"
#include "lib/charge/profile.hpp"
#include "lib/charge/retry.hpp"
#include "lib/http/client.hpp"
#include "lib/text/time.hpp"

// Is the gateway idempotent? Sends one charge again and again, and keeps what came back.
namespace checkoutdiag::charge {

/// What is to be proven; each has one charge and one key of its own, except mismatch, which comes
/// after sequential and uses its key.
enum class Proof {
  sequential,   // the same request again, after the answer
  mismatch,     // the same key with another amount
  concurrent,   // the same request many times at once, on a new key
  lost,         // the answer is lost right after the request went out; then a retry
  dropped,      // the answer is dropped at its first byte, so that the charge was executed; a retry
  after_error,  // the gateway answers 5xx (it must be provoked); then a retry
};

/// "sequential", "mismatch", "concurrent", "lost", "dropped", "after-error".
std::string_view name(Proof proof);

/// How objects are counted: a GET that lists or searches.
struct VerifyPlan {
  std::string url;   // "{key}" and "{id}" in it are replaced, URL-encoded; empty: none
  std::string list;  // JSON Pointer of the list; empty: the body, /data, /items, /results, …
  std::vector<std::pair<std::string, std::string>> match;  // members that count: pointer and value
  http::Headers headers;
};

struct ReplayPlan {
  Profile profile;
  std::string url, method = "POST", payload;
  BodyType type = BodyType::json;
  http::Headers headers;      // with secrets; Content-Type among them
  std::string key;            // of sequential; those of the others are derived from it
  std::vector<Proof> proofs;  // in this order
  std::optional<std::string> other_payload;  // of mismatch; nothing: with_other_amount
  int concurrency = 10;
  std::optional<http::Header> provoke;  // sent with the first request of after_error alone
  VerifyPlan verify;
  RetryRules retry;
  std::string ca_file;
  std::chrono::milliseconds connect_timeout{5000}, timeout{30000};
};

/// One request of a run, and what became of it.
struct Attempt {
  Proof proof = Proof::sequential;
  int number = 0;  // within the proof, from 1; those of a barrier share round 0
  int round = 0;   // 0: the first request; 1 and on: each retry and each repetition
  std::string key;
  bool other_payload = false;
  bool known = true;  // false: the run ended between sending and its answer (a crash, an
                      // interrupt): it may have been executed, whatever its fate says
  http::Fate fate = http::Fate::not_sent;
  bool cut = false, timed_out = false, reset = false;
  std::string error;       // a clause; safe to print
  std::uint64_t sent = 0;  // bytes
  int status = 0;
  bool marker = false;               // the profile's replay marker was there
  std::string id;                    // the object's; empty: the answer names none
  std::string created;               // as the answer has it
  std::string code;                  // an error's code, where the answer has one
  std::string body_digest;           // SHA-256 of the answer, first 16 hex digits
  std::string fault;                 // the answer's body could not be read: a clause
  std::int64_t begun = 0, took = 0;  // ms since 1970; ms
  std::string because;               // of a retry: Step::because; empty: the proof asks for it
};

/// What the verify URL counted.
struct Count {
  bool asked = false;
  // Nothing: it could not be counted. `before` is 0, and not asked for, where the URL has {id}:
  // what names that object cannot have been there.
  std::optional<std::int64_t> before, after;
  std::string problem;           // why, a clause
  std::vector<std::string> ids;  // of those after, at most 100
  bool by_id = false;            // the URL names an object by its id: it cannot count others
};

struct ProofFacts {
  Proof proof = Proof::sequential;
  std::string key;
  // Why it was not done, or proves nothing, a clause; empty: it was done. Attempts that were made
  // all the same are among the facts.
  std::string skipped;
  Next ended = Next::done;  // given_up of a proof that was interrupted, too
  Count count;
  // Of concurrent: see http::Together. released is 0 when a run was interrupted inside the barrier
  // or before its repetition was through, and resumed: the barrier is not made again, as its first
  // requests may have been executed, and how close they were to each other is not known. Ids and
  // counts prove what they prove all the same.
  std::size_t released = 0;
  std::chrono::microseconds spread{0};
};

struct ReplayFacts {
  Profile profile;
  std::string url;  // safe to print, without credentials and query
  std::string base_key;
  std::vector<ProofFacts> proofs;
  std::vector<Attempt> attempts;  // in the order of sending
  std::string resumed_from;       // the journal's file, when the run was resumed
  bool interrupted = false;
  bool dry = false;  // nothing was sent
};

/// Told of each step, so that a run can be resumed: see journal.hpp. Each returns when it is on
/// disk.
class Journal;

/// Runs the proofs; what the journal has already is not sent again, except an attempt whose answer
/// is not known, which becomes a lost response of that proof. `journal` may be null; `interrupt` as
/// http::exchange has it; `random` gives numbers in [0, 1); `told` is called before each step with
/// a word for people.
ReplayFacts replay(const ReplayPlan& plan, Journal* journal, int interrupt,
                   const std::function<double()>& random,
                   const std::function<void(const std::string&)>& told);

/// The request of one attempt.
http::Call call_of(const ReplayPlan& plan, const std::string& key, bool other_payload);

/// The requests that a run would send at least, for a dry run: attempts with neither fate nor
/// answer.
std::vector<Attempt> planned(const ReplayPlan& plan);

/// The key of a proof.
std::string key_of(const ReplayPlan& plan, Proof proof);

}  // namespace checkoutdiag::charge
