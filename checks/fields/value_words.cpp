#include "checks/fields/value_words.hpp"

#include <fmt/core.h>

#include "lib/text/escape.hpp"

namespace checkoutdiag::fields {
namespace {

// " (lines 2, 3, 9 and more)".
std::string lines_of(const Tally& tally) {
  if (tally.lines.empty()) return {};
  std::string text;
  for (std::size_t i = 0; i < tally.lines.size(); ++i)
    text += (i ? ", " : "") + std::to_string(tally.lines[i]);
  if (tally.records > tally.lines.size()) text += " and more";
  return fmt::format(" (line{} {})", tally.records == 1 ? "" : "s", text);
}

// "card_number 411111…1112 has a wrong check digit", "… in 12 of 200 records (lines 3, 9 and
// more)".
std::string sentence(const ValuesCase& seen, const Tally& tally) {
  std::string text = text::printable(tally.field, 80);
  if (!tally.value.empty()) text += " " + tally.value;
  text += " ";
  text += clause_of(tally.reason);
  if (!tally.hint.empty()) text += ": " + tally.hint;
  if (seen.is_stream)
    text += fmt::format(", in {} of {} records", tally.records, seen.records) + lines_of(tally);
  return text;
}

}  // namespace

void tell(const ValuesCase& seen, Weight weight, Outcome& outcome) {
  for (const Tally& each : seen.tallies) {
    if (weight_of(each.reason) != weight) continue;
    if (weight == Weight::undecided) {
      outcome.undecided("{}", sentence(seen, each));
      continue;
    }
    outcome.fail_text(sentence(seen, each))
        .with("field", each.field)
        .with("reason", word_of(each.reason))
        .with("records", static_cast<std::int64_t>(each.records));
  }
}

}  // namespace checkoutdiag::fields
