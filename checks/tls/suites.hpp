#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/tls/tls.hpp"
#include "lib/tls/registry.hpp"

// What the rules about cipher suites share: gathering over versions, and one finding for all suites
// with a property.
namespace checkoutdiag::tls {

using SuiteProperty = bool (*)(const Suite&);

struct AcceptedSuite {
  Suite suite;
  std::vector<Version> versions;  // that accept it, oldest first
};

/// Accepted suites with a property, in the server's order, newest version first.
std::vector<AcceptedSuite> accepted_suites(const AddressFacts& seen, SuiteProperty property);

/// Why a rule about suites does not apply: no TLS, or the policy does not care.
std::string_view skip_suites(const TlsCase& seen, const std::optional<Level>& wanted);

/// What every rule about suites asks for: one line, the same for all, so that no two of them ask
/// for lists that undo each other.
inline constexpr std::string_view kSuitesFix =
    "on the gateway, keep the suites alone that are both forward secret and AEAD; this one line "
    "satisfies every rule about suites, for nginx:\n"
    "  ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;";

/// One finding for all these suites, "accepts A (TLS 1.0, 1.1)" or "accepts 4 suites KIND: A, B, C
/// and 1 more"; `kind` reads after "suites", as in "with RC4". Skipped when there are none and the
/// enumeration is not complete.
void report_suites(const TlsCase& seen, Outcome& outcome, Level level, std::string_view kind,
                   const std::vector<AcceptedSuite>& suites);

/// The two above for a rule that is about one property.
void judge_suites(const TlsCase& seen, Outcome& outcome, Level level, std::string_view kind,
                  SuiteProperty property);

}  // namespace checkoutdiag::tls
