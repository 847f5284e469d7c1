#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/http/server.hpp"
#include "lib/receiver/intake.hpp"
#include "lib/receiver/orders.hpp"
#include "lib/text/secret.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag::receiver {

/// What happened to a delivery; each is counted.
enum class Verdict {
  stored,
  duplicate,
  conflict,      // the same key with another body
  parked,        // stored; its order is not there yet
  superseded,    // stored; its order has gone on, so it is not passed on
  unsigned_one,  // no signature that is right
  stale,         // right, outside of the time that the scheme allows
  not_post,
  elsewhere,   // another path than --path
  store_down,  // the store did not take it
  busy,        // too many wait for the store
};
inline constexpr std::size_t kVerdicts = 11;

/// "stored", "duplicate", …
std::string_view name(Verdict verdict);

/// What a delivery was, for whoever watches.
struct Seen {
  Verdict verdict = Verdict::stored;
  int status = 0;         // that was answered
  std::string key;        // safe to print; empty where none was read
  std::string why;        // a clause; empty where nothing is wrong
  std::size_t bytes = 0;  // of the body
};

struct GateOptions {
  webhook::Scheme scheme;
  webhook::Settings settings;
  std::string url;   // that the sender calls, for schemes that sign it
  std::string path;  // empty: any
  std::optional<OrderRules> orders;
};

/// What lets deliveries in: verifies the bytes as they came, and answers when they are stored.
class Gate {
 public:
  using Watch = std::function<void(const Seen&)>;

  Gate(GateOptions options, Intake& intake, Watch watch);

  /// From now on these secrets count.
  void set_secrets(std::vector<Secret> secrets);

  void handle(http::Request request, const http::Answer& answer);

  std::uint64_t count(Verdict verdict) const {
    return counts_[static_cast<std::size_t>(verdict)].load();
  }

 private:
  struct Secrets {
    std::uint64_t generation = 0;
    std::vector<Secret> all;
  };

  webhook::Verification verify(const http::Request& request) const;
  void tell(const http::Answer& answer, Seen seen) const;

  const GateOptions options_;
  Intake& intake_;
  const Watch watch_;
  std::atomic<std::shared_ptr<const Secrets>> secrets_;
  mutable std::atomic<std::uint64_t> counts_[kVerdicts] = {};
};

}  // namespace checkoutdiag::receiver
