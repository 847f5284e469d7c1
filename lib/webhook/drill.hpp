#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/client.hpp"
#include "lib/text/secret.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/drill/event.hpp"
#include "lib/webhook/drill/probe.hpp"
#include "lib/webhook/scheme.hpp"

// Does an endpoint take webhooks as it must? Delivers right ones, wrong ones, and right ones at the
// wrong time, and keeps what was answered and what came of it.
namespace checkoutdiag::webhook {

/// One thing that is tried, with an event of its own.
enum class Trial {
  valid,
  two_secrets,      // signed with two, of which the receiver knows one
  spaced_json,      // other white space, escapes and numbers than a serialiser writes
  crlf_json,        // line ends of two characters within the JSON
  byte_order_mark,  // before the JSON
  repeated_member,  // of the JSON object
  content_type,     // text/plain
  tampered,         // another digit than was signed
  respaced,         // other white space than was signed
  other_secret,
  signature_missing,
  signature_empty,
  signature_short,
  signature_filler,     // 44 times A
  signature_alphabet,   // characters that its encoding does not have
  signature_not_ascii,  // bytes above 0x7F
  signature_long,       // 64 KiB
  signature_twice,      // the header, right and wrong
  stale,                // signed right, long ago
  future,               // signed right, for later
  duplicate,            // the same delivery again, after the answer
  together,             // the same delivery many times at once
  other_body,           // the same id with another body, signed right
  dropped,              // the connection is dropped while it is handled; then it comes again
  lost_answer,          // the answer is lost; then it comes again
  out_of_order,         // what comes first arrives last
  early,                // before its order exists
  unknown_type,
  get,
  head,
  huge,      // larger than any event
  killed,    // the receiver is killed as soon as it has answered
  replayed,  // the first delivery again, at the end
};

/// The word of a trial: "valid", "two-secrets", …
std::string_view name(Trial trial);
std::optional<Trial> trial_of(std::string_view word);
const std::vector<Trial>& all_trials();

/// What a trial asks of the endpoint.
enum class Wanted {
  taken,        // 2xx, and one effect
  taken_later,  // 2xx, or asked to come again and then 2xx; one effect in the end
  refused,      // 4xx, and no effect
  either,       // one of the two, and the effect that goes with it; never 5xx
  quiet,        // 2xx, and no effect
};
Wanted wanted(Trial trial);

/// What was different, a clause without a subject: "another digit than was signed".
std::string_view about(Trial trial);

/// One request of a trial.
struct Sent {
  http::Fate fate = http::Fate::not_sent;
  bool cut = false, timed_out = false, reset = false;
  int status = 0;           // 0: none came
  std::uint64_t bytes = 0;  // that were handed to the connection
  std::int64_t took = 0;    // ms until the answer, or until there was none
  std::string error;        // why there is no whole answer, a clause
  std::string answer;       // the beginning of its body; safe to print

  bool taken() const { return status >= 200 && status < 300; }
  bool refused() const { return status >= 400 && status < 500; }
  bool failed() const { return status >= 500; }
};

struct TrialFacts {
  Trial trial = Trial::valid;
  std::string skipped;  // why it was not done, a clause; empty: it was
  std::string broken;   // one of its commands failed, so it tells nothing: a clause
  std::string event, order;
  std::vector<Sent> sent;               // in their order; of together: in any
  std::chrono::microseconds spread{0};  // of together: between the first and the last of them
  std::optional<std::int64_t> effects;  // nothing: not counted
  std::string uncounted;                // why not, a clause
  std::int64_t effect_after = -1;       // ms from the answer to the first effect; -1: none seen
};

struct DrillPlan {
  Scheme scheme;
  EventTemplate events;
  std::vector<Secret> secrets;
  Settings settings;
  std::string url, ca_file;
  std::vector<Trial> trials;  // in this order
  Probe probe;
  // Shell commands, with the trial, the event and the order in their environment.
  std::string before, create_order, restart;
  int together = 16;
  std::chrono::milliseconds timeout{10'000};  // that a sender waits for an answer
  std::chrono::milliseconds settle{2000};     // that an effect may take
  std::size_t huge = 16u << 20;               // bytes
};

struct DrillFacts {
  std::string scheme, url;  // safe to print
  Probe::Kind counted_by = Probe::Kind::none;
  bool rejects_old = false, rejects_future = false;  // by the scheme's own rule
  std::chrono::milliseconds timeout{0};
  std::string timeout_source;  // empty: nobody documents it
  std::string events;          // what was sent: the template's title
  std::vector<TrialFacts> trials;
  std::size_t huge = 0;    // bytes of the largest body
  bool cut_short = false;  // the time was over, or a signal came
};

/// Runs the trials one after the other. `interrupt`: a descriptor that becomes readable ends it
/// early; `told` is called before each. Throws Failure(input) when the scheme cannot sign with this
/// secret.
DrillFacts drill(const DrillPlan& plan, int interrupt, const std::function<void(Trial)>& told);

}  // namespace checkoutdiag::webhook
