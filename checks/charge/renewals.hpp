#pragma once
#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

#include "checks/charge/mutations.hpp"

// One charge under several keys: what the rules on changed keys share. Everything points into the
// case.
namespace checkoutdiag::charge {

/// Whether a key is one that the Stripe SDK makes for each call (stripe-node-retry-…).
bool is_sdk_key(std::string_view key);

/// How long identical requests with different keys count as one charge: a day, or for as long as
/// the gateway keeps a key where that is shorter. Clients retry for hours and not for days, and
/// once a key is forgotten a retry with the same one would be a new charge, too.
std::chrono::milliseconds retry_window(const Profile* gateway);

/// A new key for a request that had one.
struct Renewal {
  enum class Cause {
    unanswered,  // no answer came to the last one with the old key
    failed,      // it was answered by a status after which clients retry
    at_once,     // the old key was still used after the new one
    answered,    // it was answered by success
  };
  const Mutation* before;  // the last request with the old key
  const Mutation* after;   // the first with the new one
  Cause cause;
  /// Between the two something was looked up at the gateway: whoever found nothing there may charge
  /// with a new key, and what was found is not known here.
  bool looked_up = false;
};

/// One fingerprint that was sent with several keys.
struct Renewed {
  Mutations requests;
  std::size_t keys = 0;
  std::vector<Renewal> renewals;

  bool has(Renewal::Cause cause) const;
  /// The first for which it holds; null when there is none.
  const Renewal* first(const std::function<bool(const Renewal&)>& chosen) const;
};
std::vector<Renewed> renewed(const AuditCase& seen);

/// Whether both requests are for one order beyond doubt: they name it, or both answers name one
/// object. A capture or a refund can be meant twice for one order: in parts.
bool one_order(const Renewal& renewal);

/// Two requests to one path with different keys, of which nobody can say whether they are one
/// charge, because a body is not in the recording. `lost`: where the first had no answer, else
/// where it had one after which it matters. Empty when there are none.
Mutations unseen_pair(const AuditCase& seen, bool lost);

}  // namespace checkoutdiag::charge
