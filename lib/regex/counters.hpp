#pragma once
#include <optional>

#include "lib/regex/dialect.hpp"
#include "lib/regex/program.hpp"

namespace checkoutdiag::regex {

/// A pattern with its counters, and without the limits of the higher ones.
struct Variants {
  Program narrow, wide;
  bool is_approximate = false;  // rounds in which nothing is read may be counted as ways
};

/// Nothing when it has no counter with a high limit. Throws PatternError.
std::optional<Variants> variants_of(const Pattern& pattern);

}  // namespace checkoutdiag::regex
