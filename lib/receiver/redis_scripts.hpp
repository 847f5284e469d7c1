#pragma once

// What the store does in one step, in Redis's own language: a script runs alone. KEYS[1] is what
// all names begin with. An event is the hash event:NUMBER; its number is also in one sorted set by
// state: pending by its time (or behind, where another of its order is first), forwarded and
// superseded by when it came, parked and dead by number.
namespace checkoutdiag::receiver::redis_scripts {

/// scheme, key, digest, target, headers, body, received, order, move; answers a word of Stored.
extern const char* const kPut;
/// now, until, most; answers a list for each event.
extern const char* const kLease;
/// number, lease, state, next, status, error, whether it was not made (1).
extern const char* const kFinish;
/// number; answers whether it is there.
extern const char* const kResend;
/// before, scheme, offset, state; answers how many are gone and how many of other schemes were
/// seen.
extern const char* const kPurge;
/// before, most, state; answers the number to go on from (0: none is left), and the events.
extern const char* const kList;
/// order, state; answers whether it is new, its state, how many were applied, how many superseded.
extern const char* const kRegister;

}  // namespace checkoutdiag::receiver::redis_scripts
