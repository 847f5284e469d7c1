#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/http/server.hpp"
#include "lib/receiver/forwarder.hpp"
#include "lib/receiver/gate.hpp"

// A receiver of webhooks that loses none: a delivery is verified over its bytes, stored under its
// key, answered when that is on disk, and passed on to the application until that has taken it.
namespace checkoutdiag::receiver {

struct ReceiverOptions {
  GateOptions gate;
  std::vector<Secret> secrets;
  StorePlace store;
  http::ServerOptions server;
  std::optional<http::ServerOptions> admin;
  std::optional<ForwardOptions> forward;
  std::chrono::hours keep{30 * 24};  // forwarded events, for deduplication
  Gate::Watch seen;                  // on any thread; may be empty
  Forwarder::Told told;              // the same
  /// The store takes nothing any more, a clause why; empty: it does again. On any thread.
  std::function<void(const std::string&)> outage;
};

class Receiver {
 public:
  /// Serves from then on. Throws Failure(input) when it cannot bind, or the store is none.
  explicit Receiver(ReceiverOptions options);
  /// Stops.
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::string origin() const;
  std::string admin_origin() const;  // empty: there is none

  /// What its store cannot promise, a sentence each.
  std::vector<std::string> may_lose();

  void set_secrets(std::vector<Secret> secrets);

  /// Prometheus's text format (version 0.0.4).
  std::string metrics() const;

  /// Takes no more, answers what has come, and waits for what is being forwarded.
  void stop(std::chrono::milliseconds most);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace checkoutdiag::receiver
