#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checks/charge/attempts.hpp"
#include "checks/charge/charge.hpp"

// Phrases and questions that several rules of the drill share, so that the same fact always reads
// the same.
namespace checkoutdiag::charge {

/// Why a rule about a client's requests has nothing to judge; empty when it charged.
std::string_view no_try(const DrillCase& seen);
/// The same of its retries; empty when one run sent more than one request.
std::string_view no_retry(const DrillCase& seen);

/// "once", "twice", "3 times".
std::string times_text(std::size_t times);

/// "40 ms", "1.5 s".
std::string wait_text(std::int64_t ms);

/// "success", "failure", "doubt", "nothing".
std::string_view name(Reported reported);

/// What a try met: "503 before commit", "RST after commit", "the answer 402", "no answer".
std::string fate_text(const Try& attempt);

/// Where a profile's key goes: "the header Idempotency-Key", "the body's idempotency_key".
std::string key_place(const Profile& profile);

/// How a client makes a key that every try of the order shares; lines for Finding::fix.
std::string one_key_fix(const Profile& profile);

/// Whether a retry after an error may charge again, though it is done as it should be: there is no
/// key, or one whose answer was an error executes again.
bool retries_blindly(const Profile& profile);

/// What such a gateway's client has to do; a line for Finding::fix.
std::string look_first(const Profile& profile);

/// Whether a key was made by Stripe's SDK for one call of it.
bool made_by_stripe_sdk(std::string_view key);

/// Keys as they may be shown, each once, in the order of their first use.
std::vector<std::string> shown_keys(const std::vector<Try>& tries);

/// Adds the scenario, the order, what the client said, its requests and the charges.
Finding& describe(Finding& finding, const DrillCase& seen);

}  // namespace checkoutdiag::charge
