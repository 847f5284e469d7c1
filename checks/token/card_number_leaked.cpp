#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

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

// A number without a name that says card is one by its digits alone, and so are some order numbers:
// what went to the gateway too is what the customer typed.
bool is_certain(const CaptureCase& seen, const Leak& leak) {
  const auto& entered = seen.seen.entered;
  return leak.is_test_number || is_card_field(leak.field) ||
         std::find(entered.begin(), entered.end(), leak.digits) != entered.end();
}

std::string_view what(bool is_sure, const Leak& leak) {
  if (!is_sure) return "what looks like a card number";
  return leak.is_test_number ? "a card number (a published test number)" : "a card number";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  using Key = std::pair<std::string, std::string>;  // the place, and the digits
  std::map<Key, std::vector<const Leak*>> by_place;
  for (const Leak& leak : seen.seen.leaks)
    if (leak.kind == LeakKind::number)
      by_place[{leaked_to(seen, leak), leak.digits}].push_back(&leak);
  for (const auto& [key, leaks] : by_place) {
    const Leak& leak = *leaks.front();
    const bool is_sure = is_certain(seen, leak);
    Finding& finding =
        outcome.fail("{} is in {}{}", what(is_sure, leak), key.first, times_text(count_of(leaks)));
    finding.with("number", leak.shown());
    tell_leak(finding, leak);
    if (!is_sure)
      finding.at_level(Level::warning)
          .fixed_by(
              "13 to 19 digits with the beginning and the check digit of a card: where they "
              "are an order's number or an id, waive it for this subject");
    tell_unknown_gateway(seen, leak, finding);
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
