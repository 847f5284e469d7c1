#pragma once
#include <string_view>

#include "checks/tls/tls.hpp"

// When rules do not apply: one reason, said in one place, instead of many rules that cannot decide.
namespace checkoutdiag::tls {

/// Why there is no TLS to judge at this address; empty when there is.
std::string_view no_tls(const TlsCase& seen);

/// Why the answers to the asked name say nothing about the gateway's configuration: no TLS, or
/// everything was refused, the name or its absence being one cause. Empty when they do.
std::string_view no_answers(const TlsCase& seen);

/// No name was sent, and without one the gateway takes nothing: the name is what is missing.
bool needs_a_name(const TlsCase& seen);

/// It speaks TLS, and refuses every version and suite that was offered: tls/refuses-everything says
/// so once for all.
bool all_refused(const TlsCase& seen);

/// Why there is no certificate to judge; empty when there is one.
std::string_view no_certificate(const TlsCase& seen);

/// Why nothing of TLS 1.0 to 1.2 can be judged; empty when one of them is accepted.
std::string_view no_legacy_tls(const TlsCase& seen);

/// The facts of a version; null when it was not asked for.
const VersionFacts* facts_of(const AddressFacts& seen, Version version);

/// Versions in this state, oldest first.
std::vector<Version> versions_in(const AddressFacts& seen, State state);

/// Every accepted version was enumerated to its end, and none is unknown: a list that lacks
/// something proves that the gateway does not accept it.
bool enumerated(const AddressFacts& seen);

/// What to do about answers that did not come, for rules that cannot decide without them.
inline constexpr std::string_view kAskAgain = "ask again with --timeout 20 --max-connections 1";

/// What a rule that found nothing says when `enumerated` is false: neither a pass nor one more
/// inconclusive, tls/enumeration-complete says it once for all.
inline constexpr std::string_view kNotEnumerated =
    "nothing was found, but not everything was answered: see tls/enumeration-complete";

}  // namespace checkoutdiag::tls
