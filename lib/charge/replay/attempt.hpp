#pragma once
#include "lib/charge/replay.hpp"

namespace checkoutdiag::charge {

/// Takes what became of a request into its attempt. What the gateway said is safe to print from
/// then on.
void take_answer(Attempt& attempt, const Profile& profile, const http::Exchange& exchange);

/// An exchange that says of an attempt what charge::after asks for, as far as a journal keeps it:
/// Retry-After and Stripe-Should-Retry are gone, so that a resumed run waits its own time.
http::Exchange exchange_of(const Attempt& attempt, const Profile& profile);

/// The other side may have acted on it.
bool may_have_executed(const Attempt& attempt);

/// A whole answer that says that the charge is there: 2xx, or the answer of Policy::conflict that
/// names it.
bool succeeded(const Attempt& attempt, const Profile& profile);

/// An answer that says no, and will again, however little of its explanation came.
bool refused(const Attempt& attempt, const Profile& profile);

/// A whole answer that says that a request with this key is being executed.
bool says_in_flight(const Attempt& attempt, const Profile& profile);

}  // namespace checkoutdiag::charge
