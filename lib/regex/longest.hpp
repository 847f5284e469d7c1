#pragma once
#include <cstdint>

#include "lib/regex/automaton.hpp"

namespace checkoutdiag::regex {

struct Longest {
  enum class Kind {
    none,     // no value is accepted
    some,     // of this length
    any,      // there is no longest one
    unknown,  // more than a few thousand states
  } kind = Kind::unknown;
  std::uint32_t length = 0;  // UTF-16 code units
};

/// The longest value that an automaton accepts.
Longest longest_of(Automaton& automaton, const Alphabet& alphabet);

}  // namespace checkoutdiag::regex
