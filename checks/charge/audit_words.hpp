#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "checks/charge/mutations.hpp"
#include "checks/words.hpp"

// Phrases that several rules of the audit share, so that the same fact always reads the same.
namespace checkoutdiag::charge {

/// More findings of one rule than anybody reads.
constexpr std::size_t kMostFindings = 100;

/// "line 3"; "request 3" where the recording is all on one line, as HAR files often are.
std::string spot(const AuditCase& seen, const Mutation& each);

/// "POST api.stripe.com/v1/charges".
std::string called(const Mutation& each);

/// "order 7: POST api.stripe.com/v1/charges" where the request names its order.
std::string called_with_order(const Mutation& each);

/// "got no answer"; "was answered with 503".
std::string outcome_text(const Mutation& each);

/// "35 ms", "2.1 s", "5 minutes", "26 hours", "3 days".
std::string duration_text(std::int64_t ms);

/// " 2.1 s later" with the space, where both have a time; else empty.
std::string gap_text(const Mutation& before, const Mutation& after);

/// "1 request", "3 requests".
std::string counted(std::size_t count, std::string_view noun);

/// "Stripe (API v1)", or "the gateway".
std::string title_of(const Profile* gateway);

/// Where the gateway looks for a key: "the header Idempotency-Key", "the body's member
/// /idempotency_key".
std::string key_place(const Profile* gateway);

/// How to keep one key for each charge: prose, and a line to paste where the Stripe SDK made the
/// keys.
std::string keep_key_fix(const Profile* gateway, bool sdk);

/// Adds the gateway, the first requests of them as evidence, and the place of `at` in the file.
Finding& describe(Finding& finding, const AuditCase& seen, const Mutations& requests,
                  const Mutation& at);

/// The first of the keys, as they may be shown.
std::vector<std::string> shown_keys(const Mutations& requests);

/// Says that there are more findings than kMostFindings, when there are.
void tell_rest(Outcome& outcome, std::size_t found);

/// Why a rule about keys has nothing to judge; empty when there is a key.
std::string_view no_keys(const AuditCase& seen);

/// Why a rule about repeated keys has nothing to judge; empty when one was sent twice.
std::string_view no_repeats(const AuditCase& seen);

}  // namespace checkoutdiag::charge
