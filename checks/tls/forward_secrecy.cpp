#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
    {"RFC 9325 section 7.3: forward secrecy", "https://www.rfc-editor.org/rfc/rfc9325#section-7.3"},
};

bool lacks_it(const Suite& each) {
  return !each.forward_secret && !each.tls13;
}
bool lacks_it_without_rsa(const Suite& each) {
  return lacks_it(each) && !each.static_rsa;
}

void run(const TlsCase& seen, Outcome& outcome) {
  // RSA key transport has a rule of its own: where that one judges, once is enough.
  bool rsa_elsewhere = seen.wanted.static_rsa.has_value();
  judge_suites(seen, outcome, *seen.wanted.not_forward_secret, "without forward secrecy",
               rsa_elsewhere ? &lacks_it_without_rsa : &lacks_it);
}

}  // namespace

constinit const Check<TlsCase> forward_secrecy{
    .rule = {.id = "tls/forward-secrecy",
             .level = Level::warning,
             .title = "accepts suites without forward secrecy",
             .why = "Without an ephemeral key exchange, one key that leaks opens every connection "
                    "that was ever recorded.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.not_forward_secret); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
