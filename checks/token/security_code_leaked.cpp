#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PCI DSS 4.0.1, requirements 3 and 4",
     "https://www.pcisecuritystandards.org/document_library/"},
    {"PCI DSS 4.0.1, requirement 3.3.1.2",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const CaptureCase& seen, Outcome& outcome) {
  std::map<std::string, std::vector<const Leak*>> by_place;
  for (const Leak& leak : seen.seen.leaks)
    if (leak.kind == LeakKind::security_code) by_place[leaked_to(seen, leak)].push_back(&leak);
  for (const auto& [place, leaks] : by_place) {
    Finding& finding =
        outcome.fail("a security code is in {}{}", place, times_text(count_of(leaks)));
    tell_leak(finding, *leaks.front());
    const bool is_sure =
        std::any_of(leaks.begin(), leaks.end(), [](const Leak* each) { return each->is_sure; });
    if (!is_sure)
      finding.at_level(Level::warning)
          .fixed_by(
              "three or four digits whose name one-time passwords have as well: where they "
              "are none of a card's, waive it for this subject");
    tell_unknown_gateway(seen, *leaks.front(), finding);
  }
}

}  // namespace

constinit const Check<CaptureCase> security_code_leaked{
    .rule = {.id = "token/security-code-leaked",
             .level = Level::error,
             .title = "a card's security code went where it must not be",
             .why = "A security code (CVC, CVV) must not be kept after authorization by anybody, "
                    "encrypted or not. In a reply it means that somebody kept it; in a URL, a log "
                    "or another's beacon it is kept from now on.",
             .fix = "send it to the gateway alone and keep it nowhere: take it out of the shop's "
                    "requests, of what scripts watch, and of every log",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
