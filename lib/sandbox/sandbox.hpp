#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lib/charge/profile.hpp"
#include "lib/sandbox/scenario.hpp"
#include "lib/sandbox/truth.hpp"
#include "lib/text/secret.hpp"

// A gateway for one machine, which keeps the books of what it did.
namespace checkoutdiag::sandbox {

/// Defects that a gateway can have (--break).
struct Breakage {
  bool no_deduplication = false;     // no-deduplication: every request executes
  bool sequential_only = false;      // sequential-only: two at the same time both execute
  bool forgets_after_error = false;  // forgets-after-error: a key whose answer was a 5xx is ignored
  bool payload_not_compared = false;  // payload-not-compared: another payload gets the first answer
  bool executes_other_payload = false;  // executes-other-payload: another payload is a new charge
  bool no_marker = false;               // no-marker: a repetition does not say that it is one
  bool new_ids = false;  // new-ids: a repetition names another object that is not there
};

/// Sets the defect of that word; false when there is none. The words are listed in
/// breakage_words().
bool set_breakage(Breakage& breakage, std::string_view word);
const std::vector<std::string>& breakage_words();
std::vector<std::string> words_of(const Breakage& breakage);
/// What the gateway does with it, a clause.
std::string meaning_of_breakage(std::string_view word);

/// Where the sandbox sends its events.
struct WebhookTarget {
  std::string url;     // empty: nowhere
  std::string scheme;  // of checkoutdiag webhook; empty: unsigned
  Secret secret;
  std::string ca_file;
};

struct SandboxOptions {
  charge::Profile profile;
  Scenario scenario;
  Breakage breakage;
  WebhookTarget webhook;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  bool tls = false;
  int threads = 1;
  std::string state_file;                        // SQLite; empty: in memory
  std::chrono::seconds token_life{900};          // of POST /v1/tokens
  bool require_key = false;                      // a charge without a key is refused: 400
  bool fault_header = true;                      // heed Checkoutdiag-Fault
  std::string api_key;                           // what Authorization must carry; empty: anything
  std::function<void(const SeenRequest&)> seen;  // called when a request has arrived, before it is
                                                 // answered, on a server's thread
};

class Sandbox {
 public:
  /// Serves from then on. Throws Failure(input) when it cannot bind, or the state file is not one.
  explicit Sandbox(SandboxOptions options);
  ~Sandbox();

  std::string origin() const;  // "https://127.0.0.1:41234"
  std::uint16_t port() const;
  const std::string& ca() const;  // PEM of its throw-away authority; empty without TLS

  /// What happened until now.
  Truth truth() const;

  /// Waits until no charge is being executed and no event is waiting to be delivered, or the time
  /// is over; false then.
  bool settle(std::chrono::milliseconds most);

  /// Answers that are under way get that long.
  void stop(std::chrono::milliseconds patience = std::chrono::milliseconds{0});

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace checkoutdiag::sandbox
