#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Mixed Content", "https://www.w3.org/TR/mixed-content/"},
    {"PCI DSS 4.0.1, requirements 3 and 4",
     "https://www.pcisecuritystandards.org/document_library/"},
};

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "[::1]";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  const Capture& capture = seen.seen;
  double secure_since = -1;
  for (const Document& each : capture.documents) {
    const Entry& page = capture.entries[each.entry];
    if (each.is_top && page.scheme == "https" && page.was_answered() && secure_since < 0)
      secure_since = page.began;
  }
  for (const Exchange& each : capture.exchanges) {
    const Entry& entry = entry_of(seen, each);
    // On this machine nobody is on the way.
    if (entry.scheme != "http" || entry.address.empty() || is_loopback(entry.address)) continue;
    outcome.fail("{} carried the card without TLS", shown(entry))
        .with("address", entry.address)
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
  if (secure_since < 0) return;
  for (const Entry& entry : capture.entries) {
    const bool matters = entry.kind == "script" || entry.kind == "fetch" || entry.kind == "xhr" ||
                         (entry.kind == "document" && entry.method == "POST");
    // What was answered was not blocked: it came before, or was sent by https after all.
    if (entry.scheme != "http" || !matters || is_loopback(entry.address) || entry.was_answered() ||
        entry.began < secure_since)
      continue;
    outcome.fail("the page is https, and {} is not: browsers block it", shown(entry))
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> mixed_content{
    .rule = {.id = "token/mixed-content",
             .level = Level::error,
             .title = "card data or the gateway's script goes without TLS",
             .why = "Over http anybody on the way reads the card and writes the script. A page of "
                    "https does not get such a script or reply at all: browsers block it as mixed "
                    "content.",
             .fix = "use https for the page, for the gateway's script and for the exchange, and "
                    "send Content-Security-Policy: upgrade-insecure-requests",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
