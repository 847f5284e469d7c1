#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "checks/tls/tls.hpp"

// Gateways written down as facts: a good one, and the ways in which a test spoils it.
namespace checkoutdiag::tls {

/// The moment of every case: 2026-11-23 12:00 UTC.
Time noon();

/// A date and, when given, a time of RFC 3339.
Time at(std::string_view text);

/// A certificate for this subject from this issuer ("CN=…"), RSA 2048, SHA-256, good for 90 days
/// around noon.
x509::Certificate certificate(const std::string& subject, const std::string& issuer);

/// api.gateway.test at 203.0.113.7: TLS 1.2 and 1.3 with current suites and groups, a leaf and its
/// intermediate, everything asked and answered; judged by a strict policy named "payment".
TlsCase good_gateway();

/// Two good addresses, 203.0.113.7 and 203.0.113.8.
TargetCase good_target();

/// The same gateway where nothing was reached, for this reason.
TlsCase unreachable(ReplyKind why, const std::string& detail = {});

/// The facts of one version, to change.
VersionFacts& facts(TlsCase& seen, Version version);
VersionFacts& facts(AddressFacts& seen, Version version);

void accept(TlsCase& seen, Version version, std::initializer_list<std::uint32_t> suites);
void refuse(TlsCase& seen, Version version);
void silence(TlsCase& seen, Version version);

/// Leaves the verification of the first chain with these errors, as {code, depth}.
void fail_verification(TlsCase& seen, std::initializer_list<std::pair<int, int>> errors);

/// One rule on one case.
Outcome judged(const Check<TlsCase>& check, const TlsCase& seen);
Outcome judged(const Check<TargetCase>& check, const TargetCase& seen);

/// It ran, was decided, and found nothing.
bool holds(const Outcome& outcome);

/// It was skipped: no findings and nothing undecided.
bool skipped(const Outcome& outcome);

/// It could not be decided, and found nothing.
bool undecided(const Outcome& outcome);

/// The only finding. Fails the test when there is not exactly one, or it is undecided besides.
Finding only_finding(const Outcome& outcome);

/// A value of a finding's evidence as text, lists joined by ", "; "(none)" when there is none.
std::string evidence(const Finding& finding, std::string_view key);

/// Does the text contain this?
bool has(std::string_view text, std::string_view part);

}  // namespace checkoutdiag::tls
