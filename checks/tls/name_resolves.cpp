#include <algorithm>

#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 1034: domain names", "https://www.rfc-editor.org/rfc/rfc1034"},
    {"getaddrinfo(3): what the resolver's errors mean",
     "https://man7.org/linux/man-pages/man3/getaddrinfo.3.html"},
};

void run(const TargetCase& target, Outcome& outcome) {
  const TargetFacts& seen = target.seen;
  const std::string asked = net::to_string(seen.endpoint);
  bool told_by_address = std::any_of(seen.addresses.begin(), seen.addresses.end(),
                                     [](const AddressFacts& each) { return each.interrupted; });
  // The resolver's sentence names what it was asked for, and says what to do.
  if (seen.resolve_error.find(" does not resolve: ") != std::string::npos ||
      seen.resolve_error.starts_with("the address "))
    outcome.undecided("{}", seen.resolve_error);
  else if (!seen.resolve_error.empty())
    outcome.undecided("{}: {}; check it with: getent ahosts {}", seen.endpoint.host,
                      seen.resolve_error, shell_word(seen.endpoint.host));
  else if (seen.interrupted && !told_by_address)
    outcome.undecided("{}{}", asked, kInterrupted);
  else if (seen.addresses.empty())
    outcome.undecided("no address of {} was probed; try again", asked);
}

}  // namespace

constinit const Check<TargetCase> name_resolves{
    .rule = {.id = "tls/name-resolves",
             .level = Level::error,
             .title = "the gateway's name resolves",
             .why = "Without an address nothing can be asked. This rule is never a finding: a name "
                    "that does not resolve here may do so elsewhere, and the fault may be this "
                    "machine's resolver.",
             .fix = "check the name, and what this machine's resolver says of it:\n"
                    "  getent ahosts HOST",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
