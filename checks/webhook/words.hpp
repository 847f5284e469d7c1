#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/webhook/webhook.hpp"
#include "checks/words.hpp"

// Phrases and questions that several rules on deliveries share, so that the same fact always reads
// the same.
namespace checkoutdiag::webhook {

/// "900 s", "7200 s (2 hours)": the size alone, whatever the sign.
std::string seconds_text(std::int64_t seconds);

/// The size of a number; the largest one for what has none.
std::int64_t size_of(std::int64_t number);

/// "the secret of whsec.txt (fingerprint 1a2b3c4d)". Raw.
std::string called(const GivenSecret& secret);

/// Where each secret is from, and its fingerprint: for evidence.
std::vector<std::string> fingerprints(const DeliveryCase& seen);

/// The secret that proved the signature; null when none did, or it is not known.
const GivenSecret* proving_secret(const DeliveryCase& seen);

/// Seconds that a delivery may be old, or ahead: what was asked for, else the scheme's. Nothing:
/// not limited on that side.
std::optional<std::int64_t> past_limit(const DeliveryCase& seen);
std::optional<std::int64_t> future_limit(const DeliveryCase& seen);

/// Whether this machine's clock and the server's differ by more than can be told from an error of
/// measurement. False when nobody asked, or there was no answer.
bool clocks_differ(const DeliveryCase& seen);

/// A trouble that leaves nothing to compare with a signature: it is the delivery's own.
bool is_missing(Trouble trouble);

/// A trouble that whoever asks can end: something was not given.
bool is_not_given(Trouble trouble);

/// Whether a cause explains the failure: the signature proves it, or it is a plain fact about the
/// secret, the headers or the URL. What only describes the delivery explains nothing.
bool explains(const Cause& cause);

/// The first cause; null when there is none.
const Cause* first_cause(const DeliveryCase& seen);

/// The first cause whose id begins so; null when there is none.
const Cause* first_cause(const DeliveryCase& seen, std::string_view prefix);

/// A cause's fix, fit to be printed: its lines are kept, what is in them is escaped.
std::string fix_of(const Cause& cause);

/// Adds the scheme, and the causes that were found: their ids, and which are certain.
Finding& describe(Finding& finding, const DeliveryCase& seen);

/// Why a rule about valid deliveries has nothing to judge; empty when this one is valid.
std::string_view not_valid(const DeliveryCase& seen);

/// Why a rule about right signatures has nothing to judge; empty when it is right.
std::string_view not_right(const DeliveryCase& seen);

}  // namespace checkoutdiag::webhook
