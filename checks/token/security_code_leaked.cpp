#include <fmt/core.h>

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

std::string where(const CaptureCase& seen, const Leak& leak) {
  if (leak.place == LeakPlace::console) return fmt::format("line {} of the console", leak.entry);
  const std::string_view whose =
      is_of_shop(seen.seen, leak.host) ? "the shop's own host" : "a third party";
  const std::string_view how = leak.resource == "ping" ? ", a beacon" : "";
  return fmt::format("{} of {} ({}{})", name(leak.place), leak.request, whose, how);
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Leak& leak : seen.seen.leaks) {
    if (leak.kind != LeakKind::security_code) continue;
    Finding& finding = outcome.fail("a security code is in {}", where(seen, leak));
    if (!leak.field.empty()) finding.with("field", leak.field);
    if (leak.place != LeakPlace::console)
      finding.with("entry", static_cast<std::int64_t>(leak.entry));
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
