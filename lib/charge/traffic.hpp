#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/charge/profile.hpp"
#include "lib/http/message.hpp"

// Requests that somebody recorded, and what they say about idempotency.
namespace checkoutdiag::charge {

/// One exchange as a HAR file, a line of NDJSON or the recording proxy has it. Untrusted.
struct Recorded {
  std::optional<std::int64_t> at;  // ms since 1970
  std::string method, url;         // absolute
  http::Headers headers;
  std::optional<std::string> body;  // nothing: the recording has none, though there was one
  int status = 0;                   // 0: no answer
  std::string error;                // why, where the recording says so
  http::Headers answer_headers;
  std::optional<std::string> answer;
  std::int64_t took = 0;  // ms; 0: unknown
  std::size_t index = 0;  // in the file, from 0
  int line = 1;           // where it begins
};

/// A HAR file (log.entries), in their order. Throws Failure(input) with line or byte.
std::vector<Recorded> read_har_traffic(std::string_view text, const std::string& file);

/// JSON objects, one a line; see checkoutdiag-charge-audit(1). Throws Failure(input) with the line.
std::vector<Recorded> read_ndjson_traffic(std::string_view text, const std::string& file);

/// Tells which of both a text is, and reads it.
std::vector<Recorded> read_traffic(std::string_view text, const std::string& file);

/// A line of NDJSON that read_ndjson_traffic takes, without secrets: credentials are "(not shown)",
/// PANs cut.
std::string to_ndjson(const Recorded& recorded);

/// What a mutation is for, by its path: the gateway's words for it.
enum class Operation { charge, authorize, capture, refund, cancel, other };
std::string_view name(Operation operation);

/// A request that changes something at a gateway (or one that has a key and should not).
struct Mutation {
  std::size_t index = 0;  // Recorded::index
  int line = 1;
  std::optional<std::int64_t> at;
  std::string method, host, path;  // safe to print; ids in the path as they are
  std::string profile;             // of the gateway; "generic" when none matches
  Operation operation = Operation::other;
  std::string fingerprint;  // empty: not assessable, the body is not there
  std::string reference;    // the order, where the body names it
  bool takes_key = true;    // the gateway has a key, and this method takes it
  bool assessable = true;   // false: the key is in a body that is not there
  std::string key;          // without quotes; empty: none. Not safe to print: shown_key()
  bool quoted = false;
  std::string objection;  // charge::objection
  int status = 0;
  bool no_answer = false;    // status 0, or an error
  std::string answer_id;     // the object that the answer names
  std::string account;       // whose it is, where one credential acts for many; safe to print
  bool charges = false;      // by its path it makes what the gateway's profile is about
  bool cancels_key = false;  // it cancels what was made with its key
  bool guessed = false;      // the profile is a guess: see is_guess()
};

/// A GET that was answered with 2xx: somebody looked something up.
struct Lookup {
  std::size_t index = 0;
  std::optional<std::int64_t> at;
  std::string host, profile;
};

struct TrafficFacts {
  std::string source;               // the file or "recorded", safe to print
  std::size_t requests = 0;         // all that were read
  std::size_t preflights = 0;       // OPTIONS, which count for nothing
  std::size_t elsewhere = 0;        // mutations to hosts that are no gateway's
  std::size_t tunnels = 0;          // CONNECT: what is inside is not visible
  bool browser = false;             // every credential that was seen is a publishable key
  bool ordered = true;              // every mutation has a time
  std::vector<Mutation> mutations;  // in the order of sending
  std::vector<Mutation> reads;      // GET and HEAD with a key
  std::vector<Lookup> lookups;
};

struct TrafficRules {
  std::optional<Profile> profile;  // of every host; nothing: by host
  std::vector<std::string> hosts;  // that are a gateway's, besides the profiles' own
  bool every_host = false;         // every host is one
};

TrafficFacts read_mutations(const std::vector<Recorded>& traffic, const TrafficRules& rules,
                            const std::string& source);

struct RecorderOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string upstream;  // "https://api.sandbox.example"
  std::string ca_file;   // for the upstream
  std::string record;    // a file that the lines are appended to; empty: none
  std::size_t most =
      100'000;  // exchanges that are kept, of 512 MiB at most; later ones are in the file
  int timeout_ms = 30000;
  int farewell_ms = 5000;  // how long what is under way at the end is waited for
  // Called once, from any thread, with a sentence: a line could not be written to the file.
  std::function<void(const std::string&)> trouble = {};
};

/// A reverse proxy that passes requests on and keeps them, until `interrupt` becomes readable. In
/// the order in which they came. `ready` is called with its origin. Throws Failure(usage) for an
/// upstream that is none, and Failure(input) when it cannot listen or the file cannot be written.
std::vector<Recorded> record_traffic(const RecorderOptions& options, int interrupt,
                                     const std::function<void(const std::string&)>& ready);

}  // namespace checkoutdiag::charge
