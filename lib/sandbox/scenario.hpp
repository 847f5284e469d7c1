#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/server.hpp"

// How a sandbox misbehaves, as data: lib/data/scenario/*.json, or a user's file.
namespace checkoutdiag::sandbox {

enum class FaultKind {
  status,           // an answer with that status
  delay,            // the answer comes late
  stall,            // the head comes, and the body only after a while
  drip,             // the body comes in small pieces
  truncate,         // only a part of the body comes, and then FIN
  half,             // half of the answer's bytes come, and then RST
  reset,            // RST instead of an answer
  close,            // FIN instead of an answer
  no_close_notify,  // the answer without its last byte, and then TLS ends without close_notify
  wrong_length,     // the Content-Length is not the body's length
};

/// The word of a scenario file: "status", "no-close-notify", …
std::string_view name(FaultKind kind);

/// When a fault comes, seen from the charge that the request asks for.
enum class When {
  before,  // "before-commit": the charge is not executed
  during,  // "during-commit": at once, while the charge is executed, which goes on and commits
           // when its work is done; of status, reset and close
  after,   // "after-commit": the charge was executed
};

/// The word of a scenario file.
std::string_view name(When when);

/// What goes wrong, and whether the charge is executed. What needs its answer (delay, stall, drip,
/// truncate, half, no-close-notify, wrong-length) is always after the commit; status, reset and
/// close are before it unless told otherwise.
struct Fault {
  FaultKind kind = FaultKind::status;
  When when = When::before;
  int status = 0;                     // of status
  std::string body;                   // of status: JSON; empty: one that says what it is
  std::optional<int> retry_after;     // of status: seconds
  std::chrono::milliseconds wait{0};  // of delay, stall and drip (between the pieces)
  std::size_t bytes = 0;  // of truncate: how many of the body come; of drip: how many a piece has
  std::int64_t by = 0;    // of wrong-length: added to the true length
};

/// "503 before commit, Retry-After 2"; "RST after commit": for people.
std::string describe(const Fault& fault);

/// Which requests a fault meets: the first-th to the last-th, from 1, of those of that method to
/// that path.
struct FaultRule {
  std::uint64_t first = 1, last = 1;  // last 0: to the end
  std::string method = "POST";        // empty: any
  std::string path;                   // a glob ("/v1/charges/*"); empty: those that make charges
  Fault fault;
};

/// How the sandbox's own webhooks go wrong.
struct WebhookPlan {
  std::chrono::milliseconds delay{0};  // after the commit
  bool before_answer = false;          // sent before the answer to the request that caused it
  int duplicates = 0;                  // further deliveries of each event, each with the same id
  bool reversed = false;               // the events of one charge in reverse order
  int drop_every = 0;                  // the n-th event is never sent; 0: all are
};

struct Scenario {
  std::string name, title;  // "reset-after-commit", "the connection is reset after the charge"
  std::string why;          // what a client has to do about it
  int order = 0;            // of a built-in one: where the drill has it
  std::chrono::milliseconds work{0};  // how long a charge takes to execute
  std::vector<FaultRule> faults;
  WebhookPlan webhooks;
  // What a client that behaves is expected to do, for the drill.
  bool must_succeed = true;  // it can end in success: a client that gives up loses the order
  bool may_retry = true;     // false: retrying is wrong (a declined card)
};

/// A built-in scenario's name, or a file (whatever has a slash or ends in .json). Throws
/// Failure(usage) with the nearest name; Failure(input) with file, line and what was expected.
Scenario load_scenario(const std::string& name_or_file);
Scenario parse_scenario(std::string_view text, const std::string& file);

/// The built-in scenarios in the order of the drill.
const std::vector<Scenario>& scenarios();

/// One fault in one line, as the request header Checkoutdiag-Fault has it: "status 500
/// after-commit", "status 503 retry-after 2", "reset during-commit", "delay 2000", "stall 2000",
/// "drip 8 100" (bytes, ms), "truncate 20", "half", "wrong-length 64". Nothing when it is none.
std::optional<Fault> parse_fault(std::string_view text);

/// The fault, if any, that meets the `count`-th request (from 1) that a rule matches. `counts` has
/// one count for each rule, which this call advances.
const Fault* next_fault(const Scenario& scenario, std::vector<std::uint64_t>& counts,
                        std::string_view method, std::string_view path, bool makes_charge);

/// A fault's way of delivery of `reply`: its manner; status faults replace the answer.
http::Reply with_fault(http::Reply reply, const Fault& fault);

}  // namespace checkoutdiag::sandbox
