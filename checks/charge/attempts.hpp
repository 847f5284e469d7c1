#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/charge/drill.hpp"

// What a client's requests in a drill amount to: its tries of one charge, what became of each, and
// how long it waited between them.
namespace checkoutdiag::charge {

/// The order's name in a client's requests: the reference that the client was given, where one has
/// it, else the first reference of the client's own; may be empty.
struct OrderName {
  std::string text;
  bool given = false;

  /// Whether a reference means this order: none at all does, and whatever has the given one inside,
  /// such as "order-1a2b3c4d-2".
  bool means(std::string_view reference) const;
};
OrderName order_name(const ScenarioFacts& seen);

/// One request to charge the order.
struct Try {
  const sandbox::SeenRequest* request = nullptr;
  std::size_t run = 0;                    // of the client, from 0
  const sandbox::Fault* fault = nullptr;  // of the scenario, that met it
  bool known = true;                      // false: a fault met it that the scenario does not have
  int status = 0;                         // that reached the client whole; 0: none did
  // ms since the sandbox began: when its answer, or the end of its connection, was due at the
  // client. Nothing: that depends on the client.
  std::optional<std::int64_t> due;

  bool succeeded() const { return status >= 200 && status < 300; }
  /// A refusal that no retry changes: a 4xx other than 408, 409, 423, 425 and 429.
  bool refused() const;
};

/// All of them, in the order of their arrival.
std::vector<Try> tries_of(const ScenarioFacts& seen);

/// A try that came after another one in one run of the client.
struct Retry {
  const Try* before = nullptr;
  const Try* after = nullptr;
  int number = 1;  // of the retries of that run
  /// ms from the answer, or the end of the connection, to the next try; nothing: that end is not
  /// known, or the client did not wait for it.
  std::optional<std::int64_t> waited;
};

/// Every one, in their order. Refers to `tries`.
std::vector<Retry> retries_of(const std::vector<Try>& tries);

/// Whether the client chose how long to wait: the try before had failed, and its answer did not
/// say.
bool is_own_wait(const Retry& retry);

/// The client had ended before the answer to its last try was due: how long it waited, and how long
/// it would have had to, ms after the request.
struct Impatience {
  std::int64_t waited = 0, due = 0;
};
std::optional<Impatience> impatience_of(const ScenarioFacts& seen, const std::vector<Try>& tries);

/// Whether the client asked the gateway (a GET that was answered) what it has, between two moments
/// in ms since the sandbox began.
bool looked_between(const ScenarioFacts& seen, std::int64_t from, std::int64_t to);

/// The charges that were executed for the order, and those for others.
std::vector<const sandbox::Charge*> charges_of(const ScenarioFacts& seen);
std::vector<const sandbox::Charge*> other_charges(const ScenarioFacts& seen);

/// How a try failed, as a client tells causes apart: "no answer", "429", "5xx".
std::string cause_of(const Try& attempt);

}  // namespace checkoutdiag::charge
