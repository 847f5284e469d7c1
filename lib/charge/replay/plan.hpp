#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "lib/charge/replay.hpp"

// What is derived from a plan alone.
namespace checkoutdiag::charge {

/// SHA-256 in hex over all that a gateway sees of a plan and all that decides what is sent: a
/// journal goes on with the very same plan alone. One digest over everything, the credentials among
/// it: of the payload alone a card number could be guessed.
std::string digest_of(const ReplayPlan& plan);

/// A URL without credentials, query and fragment; safe to print.
std::string safe_url(std::string_view url);

/// How long a key is good for: the profile's retention, or what can be relied on where it documents
/// none, less a margin, as a run takes a while and clocks differ.
std::chrono::seconds trusted_retention(const Profile& profile);

/// Why a key that was first used that long ago may not be used again: a clause such as "Stripe
/// keeps keys for 24 h: the same key would be a new charge".
std::string retention_clause(const Profile& profile);

/// "26 h", "40 min", "3 days": rounded down.
std::string duration_words(std::chrono::seconds duration);

/// The payload of mismatch; nothing when none can be made.
std::optional<std::string> other_payload(const ReplayPlan& plan);

}  // namespace checkoutdiag::charge
