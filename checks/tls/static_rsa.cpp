#include "checks/tls/suites.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 4.1: recommended and forbidden cipher suites",
     "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
    {"The ROBOT attack", "https://robotattack.org/"},
};

void run(const TlsCase& seen, Outcome& outcome) {
  judge_suites(seen, outcome, *seen.wanted.static_rsa, "with RSA key transport",
               [](const Suite& each) { return each.static_rsa; });
}

}  // namespace

constinit const Check<TlsCase> static_rsa{
    .rule = {.id = "tls/static-rsa",
             .level = Level::error,
             .title = "accepts RSA key transport",
             .why = "The session's secret travels encrypted to the certificate's key: whoever "
                    "gets that key later reads everything that was recorded, and a padding oracle "
                    "(Bleichenbacher, ROBOT) reads it now.",
             .fix = kSuitesFix,
             .references = kReferences},
    .skip = [](const TlsCase& seen) { return skip_suites(seen, seen.wanted.static_rsa); },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
