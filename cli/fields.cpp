#include "cli/fields.hpp"

#include <fmt/core.h>

#include <chrono>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

void check_pattern(const regex::Language& language, const char* side) {
  for (const regex::Pattern& each : language.patterns)
    try {
      regex::parse(each);
    } catch (const regex::PatternError& error) {
      if (error.why != regex::PatternError::Why::syntax) continue;
      throw Failure(Kind::input,
                    fmt::format("{} refuses the {}'s pattern at character {}: {}",
                                regex::word_of(each.dialect), side, error.at + 1, error.what()),
                    "name the dialect that it is written for");
    }
}

}  // namespace

regex::Normaliser normaliser_named(const std::string& list) {
  if (const auto steps = regex::normaliser_of(list)) return *steps;
  throw Failure(Kind::usage,
                fmt::format("--normalise does not take '{}'", text::printable(list, 60)),
                "it takes spaces, dashes, separators, white-space, digits-only, trim, upper and "
                "lower, with commas between them");
}

regex::Comparison compared(const fields::Pair& pair, const FieldsOptions& options, bool kinds) {
  check_pattern(pair.front, "front end");
  check_pattern(pair.gateway, "gateway");
  regex::CompareOptions how;
  how.normaliser = pair.normaliser;
  how.luhn = pair.luhn;
  how.kinds = kinds;
  how.limits.time = std::chrono::milliseconds(static_cast<std::int64_t>(options.budget * 1000));
  regex::Language front = pair.front, gateway = pair.gateway;
  for (regex::Language* side : {&front, &gateway})
    side->patterns.insert(side->patterns.end(), pair.typeable.begin(), pair.typeable.end());
  return regex::compare(front, gateway, how);
}

}  // namespace checkoutdiag
