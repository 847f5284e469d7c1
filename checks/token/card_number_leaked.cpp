#include <fmt/core.h>

#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PCI DSS 4.0.1, requirements 3 and 4",
     "https://www.pcisecuritystandards.org/document_library/"},
    {"PCI SSC: information supplement on e-commerce",
     "https://www.pcisecuritystandards.org/document_library/"},
};

std::string where(const CaptureCase& seen, const Leak& leak) {
  if (leak.place == LeakPlace::console) return fmt::format("line {} of the console", leak.entry);
  const std::string_view whose =
      is_of_shop(seen.seen, leak.host) ? "the shop's own host" : "a third party";
  const std::string_view how = leak.resource == "ping" ? ", a beacon" : "";
  return fmt::format("{} of {} ({}{})", name(leak.place), leak.request, whose, how);
}

// A number without a name that says card is one by its digits alone.
bool is_certain(const CaptureCase& seen, const Leak& leak) {
  if (leak.is_test_number || is_card_field(leak.field)) return true;
  int places = 0;
  for (const Leak& each : seen.seen.leaks)
    places += each.digits == leak.digits && (is_card_field(each.field) || each.entry != leak.entry);
  return places > 0;
}

void run(const CaptureCase& seen, Outcome& outcome) {
  std::vector<std::string> told;
  for (const Leak& leak : seen.seen.leaks) {
    if (leak.kind != LeakKind::number) continue;
    const std::string at = where(seen, leak);
    if (std::find(told.begin(), told.end(), at + leak.digits) != told.end()) continue;
    told.push_back(at + leak.digits);
    const bool is_sure = is_certain(seen, leak);
    Finding& finding = outcome.fail(
        "{} is in {}",
        is_sure
            ? (leak.is_test_number ? "a card number (a published test number)" : "a card number")
            : "what looks like a card number",
        at);
    finding.with("number", leak.shown());
    if (!leak.field.empty()) finding.with("field", leak.field);
    if (leak.place != LeakPlace::console)
      finding.with("entry", static_cast<std::int64_t>(leak.entry));
    if (!is_sure)
      finding.at_level(Level::warning)
          .fixed_by(
              "13 to 19 digits with the beginning and the check digit of a card; if they are an "
              "order's number or an id, waive it with this subject");
  }
}

}  // namespace

constinit const Check<CaptureCase> card_number_leaked{
    .rule = {.id = "token/card-number-leaked",
             .level = Level::error,
             .title = "a card number went where it must not be",
             .why = "Tokenization keeps cards out of the shop: whoever else gets a number is in "
                    "the scope of PCI DSS with all its systems, logs and backups, and a URL is "
                    "kept in logs of every server and proxy on the way.",
             .fix = "send the number to the gateway alone, best from its own fields in a frame; "
                    "let scripts that watch forms leave payment fields out; and treat what was "
                    "sent as a breach to be looked into",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
