#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What really happened in a sandbox: plain values, served at /_truth and judged by the drill.
namespace checkoutdiag::sandbox {

/// A charge that was executed.
struct Charge {
  std::string id;                           // "ch_…"
  std::string amount, currency, reference;  // as the request had them; empty: it had none
  std::string key;                          // empty: none
  std::string status;                       // "succeeded"
  std::int64_t created = 0;                 // ms since 1970
  std::uint64_t request = 0;                // SeenRequest::number
};

struct SeenRequest {
  std::uint64_t number = 0, connection = 0;
  std::int64_t at = 0;             // ms since the sandbox began, when it had arrived whole
  std::string method, path;        // the path without its query
  std::string key;                 // empty: none
  bool quoted = false;             // the key came as an RFC 8941 String
  std::string fingerprint;         // charge::fingerprint, first 16 hex digits
  std::string reference;           // of what is to be charged
  bool charges = false;            // it is one that makes a charge
  bool executed = false;           // it did
  bool replayed = false;           // it was answered from what was stored
  int status = 0;                  // of the answer; 0: none was sent
  std::string charge;              // the id that the answer names, sent or not
  std::string fault;               // describe(); empty: none
  std::optional<int> retry_after;  // what the answer asked to wait, s
};

struct Event {
  std::string id, type, charge;  // "evt_…", "charge.succeeded"
  std::int64_t at = 0;           // ms since the sandbox began
  std::vector<int> deliveries;   // the status of each attempt; 0: no answer
};

struct Truth {
  std::string profile, scenario;
  std::vector<std::string> broken;  // the words of --break
  std::vector<Charge> charges;
  std::vector<SeenRequest> requests;  // the last 100,000 at most
  std::uint64_t requests_seen = 0;
  std::vector<Event> events;
  std::uint64_t tokens_made = 0, tokens_used = 0, tokens_expired = 0;
};

/// As JSON: {"profile",…,"charges":[…],"requests":[…],"keys":[…],"events":[…],"tokens":{…}}.
std::string to_json(const Truth& truth);

}  // namespace checkoutdiag::sandbox
