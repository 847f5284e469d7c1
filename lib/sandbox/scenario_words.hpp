#pragma once
#include <cstdint>

#include "lib/sandbox/scenario.hpp"
#include "lib/text/words.hpp"

// The words and bounds of faults, in files and in the header Checkoutdiag-Fault.
namespace checkoutdiag::sandbox {

inline constexpr text::Words<FaultKind> kFaultKinds[] = {
    {"status", FaultKind::status},
    {"delay", FaultKind::delay},
    {"stall", FaultKind::stall},
    {"drip", FaultKind::drip},
    {"truncate", FaultKind::truncate},
    {"half", FaultKind::half},
    {"reset", FaultKind::reset},
    {"close", FaultKind::close},
    {"no-close-notify", FaultKind::no_close_notify},
    {"wrong-length", FaultKind::wrong_length},
};
inline constexpr text::Words<When> kWhens[] = {
    {"before-commit", When::before},
    {"during-commit", When::during},
    {"after-commit", When::after},
};

inline constexpr std::int64_t kLongestWait = 600'000;                 // ms
inline constexpr std::int64_t kLongestRetryAfter = 600;               // s
inline constexpr std::int64_t kMostBytes = 1024 * 1024;               // of a part of a body
inline constexpr std::int64_t kLeastStatus = 200, kMostStatus = 599;  // 1xx are no answers

/// Whether a fault of that kind replaces the answer, so that it may come at any time; others need
/// the answer of a charge that was executed.
constexpr bool replaces_answer(FaultKind kind) {
  return kind == FaultKind::status || kind == FaultKind::reset || kind == FaultKind::close;
}

constexpr bool has_wait(FaultKind kind) {
  return kind == FaultKind::delay || kind == FaultKind::stall || kind == FaultKind::drip;
}

constexpr bool has_bytes(FaultKind kind) {
  return kind == FaultKind::drip || kind == FaultKind::truncate;
}

}  // namespace checkoutdiag::sandbox
