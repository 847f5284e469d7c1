#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/charge/profile.hpp"
#include "lib/http/client.hpp"

// When to try again, and how long to wait: pure functions.
namespace checkoutdiag::charge {

struct RetryRules {
  int retries = 2;  // after the first try
  std::chrono::milliseconds initial{500}, most{5000};
  std::vector<int> also_on;               // --retry-on: statuses besides 5xx
  std::chrono::seconds longest_wait{60};  // a Retry-After beyond it is not waited for
};

enum class Next {
  done,       // a final answer: 2xx, or a refusal that no retry changes
  again,      // wait and send the same request with the same key
  in_flight,  // 409 or 423: the first request is still running, and retrying was not asked for
  stored,     // a stored error (the marker with a 5xx): no retry heals it
  given_up,   // again, but no retries are left, or the wait asked for is too long
};

struct Step {
  Next next = Next::done;
  std::chrono::milliseconds wait{0};  // of again
  std::string because;                // a clause: "503", "sent, no status", "Retry-After: 2"
};

/// What to do after try number `tried` (from 1). `random` is in [0, 1): the wait is min(initial ·
/// 2^(tried−1), most) times a factor in [0.5, 1), never below `initial`; a Retry-After wins, and
/// Stripe-Should-Retry overrides the status. `now` is seconds since 1970.
Step after(const Profile& profile, const RetryRules& rules, const http::Exchange& exchange,
           int tried, double random, std::int64_t now);

}  // namespace checkoutdiag::charge
