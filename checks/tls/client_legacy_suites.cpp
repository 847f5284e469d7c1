#include "checks/tls/client.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7465: prohibiting RC4 cipher suites", "https://www.rfc-editor.org/rfc/rfc7465"},
    {"RFC 9325 section 4.2: cipher suites", "https://www.rfc-editor.org/rfc/rfc9325#section-4.2"},
};

std::string_view skip(const ClientCase& seen) {
  return seen.seen.hello ? "" : "no hello was heard";
}

void run(const ClientCase& seen, Outcome& outcome) {
  std::vector<std::string> found;
  for (const std::uint16_t id : offered_suites(*seen.seen.hello)) {
    const Suite& each = suite(id);
    if (each.rc4 || each.anonymous || each.exportable || each.null_encryption || each.short_block)
      found.push_back(each.name);
  }
  if (found.empty()) return;
  outcome
      .fail("{} offers {} suite{} that no gateway should take: {}{}", seen.seen.name, found.size(),
            found.size() == 1 ? "" : "s", found.front(), found.size() > 1 ? " and more" : "")
      .with("suites", found);
}

}  // namespace

constinit const Check<ClientCase> client_legacy_suites{
    .rule = {.id = "tls/client-legacy-suites",
             .level = Level::warning,
             .title = "the client offers no broken suite",
             .why = "Whoever can change a hello on its way chooses the weakest suite that both "
                    "sides take. Some firewalls refuse a hello for such a suite alone, though the "
                    "gateway would have chosen another.",
             .fix = "take RC4, DES, 3DES, EXPORT, NULL and anonymous suites out of the client's "
                    "list: for OpenSSL in openssl.cnf\n"
                    "  CipherString = DEFAULT:@SECLEVEL=2",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
