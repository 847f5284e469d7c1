#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "lib/regex/automaton.hpp"
#include "lib/regex/language.hpp"
#include "lib/regex/normaliser.hpp"

// Which values does one side take that the other does not?
namespace checkoutdiag::regex {

struct CompareLimits {
  Budget budget;
  std::chrono::milliseconds time{2000};
  std::chrono::milliseconds kinds_time{150};  // of that, for the further witnesses of each side
};

enum class Verdict { equivalent, front_stricter, front_laxer, incomparable, unknown };

/// "equivalent", "front-stricter", "front-laxer", "incomparable", "unknown".
std::string_view word_of(Verdict verdict);

/// A value that one side alone takes, and what it shows.
struct Witness {
  std::string kind;  // "space", "non-ASCII", …: it has a character of that kind
  std::string value;
};

struct Comparison {
  Verdict verdict = Verdict::unknown;
  /// Shortest values, UTF-8, each confirmed on both sides: what the front end takes and the
  /// gateway refuses, and the other way round.
  std::optional<std::string> front_only, gateway_only;
  /// Further ones, one for each kind of character that the first does not have.
  std::vector<Witness> front_kinds, gateway_kinds;
  std::string reason;    // of unknown: a clause
  bool is_luhn = false;  // the witnesses are card numbers with a right check digit
};

struct CompareOptions {
  CompareLimits limits;
  Normaliser normaliser;  // what becomes of a value between the two
  bool kinds = false;     // look for one witness of each kind
  bool one_way = false;   // only what the front end takes and the gateway refuses
  bool luhn = false;      // only values whose digits have a right check digit count
};

/// Never throws for what a pattern is: what cannot be decided is Verdict::unknown. Throws
/// PatternError(syntax) for a pattern that its dialect refuses.
Comparison compare(const Language& front, const Language& gateway, const CompareOptions& options);

}  // namespace checkoutdiag::regex
