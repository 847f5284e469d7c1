#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/client.hpp"
#include "lib/webhook/drill.hpp"

namespace checkoutdiag::webhook {

/// An event that is to be delivered.
struct Event {
  EventValues values;
  std::string body;
};

/// A request, or why there can be none of its kind.
struct Letter {
  std::optional<http::Call> call;
  std::string why_not;  // a clause
};

/// Writes events, signs them, and damages what has to be wrong.
class Courier {
 public:
  /// Throws Failure(input) when the scheme cannot sign with these secrets.
  explicit Courier(const DrillPlan& plan);

  /// An event with an id and an order of its own. `role`: "paid", "created", …
  Event event(std::string_view role) const;
  /// Another one of the same order; of the same id, too.
  Event event(std::string_view role, const EventValues& of) const;

  /// The delivery of an event that a trial is about.
  Letter letter(Trial trial, const Event& event) const;

  /// One that is right.
  http::Call right(const Event& event) const;

 private:
  http::Call signed_with(const Event& event, const std::vector<Secret>& secrets,
                         std::int64_t when) const;
  Letter with_other_body(Trial trial, const Event& event) const;
  Letter with_other_signature(Trial trial, const Event& event) const;
  Letter at_other_time(Trial trial, const Event& event) const;
  Letter with_two_secrets(const Event& event) const;
  std::string signature_in(const http::Call& call) const;

  const DrillPlan& plan_;
  std::optional<Secret> other_;  // of the same kind as the right one
  std::string run_;              // a part of every id of this run
};

/// Seconds since 1970.
std::int64_t seconds_now();

}  // namespace checkoutdiag::webhook
