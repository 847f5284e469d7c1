#pragma once
#include "lib/charge/replay.hpp"
#include "lib/text/words.hpp"

// The words of a journal.
namespace checkoutdiag::charge {

inline constexpr text::Words<Proof> kProofs[] = {
    {"sequential", Proof::sequential}, {"mismatch", Proof::mismatch},
    {"concurrent", Proof::concurrent}, {"lost", Proof::lost},
    {"dropped", Proof::dropped},       {"after-error", Proof::after_error},
};

inline constexpr text::Words<http::Fate> kFates[] = {
    {"answered", http::Fate::answered},
    {"not-sent", http::Fate::not_sent},
    {"no-status", http::Fate::no_status},
    {"truncated", http::Fate::truncated},
};

inline constexpr text::Words<Next> kEnds[] = {
    {"done", Next::done},
    {"in-flight", Next::in_flight},
    {"stored", Next::stored},
    {"given-up", Next::given_up},
};

}  // namespace checkoutdiag::charge
