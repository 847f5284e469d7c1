#include "checks/tls/scope.hpp"

#include <algorithm>

namespace checkoutdiag::tls {

std::string_view no_tls(const TlsCase& seen) {
  if (seen.seen.reachable == State::unknown) return "nothing was reached";
  if (seen.seen.reachable == State::refused) return "the port does not speak TLS";
  return {};
}

std::string_view no_answers(const TlsCase& seen) {
  if (seen.seen.reachable == State::accepted && seen.seen.sni.name_refused &&
      versions_in(seen.seen, State::accepted).empty())
    return "the gateway refused the name: see tls/sni-name-refused";
  if (needs_a_name(seen)) return "the gateway answers nothing without a name: see tls/sni-required";
  if (all_refused(seen)) return "every hello is refused: see tls/refuses-everything";
  return no_tls(seen);
}

bool needs_a_name(const TlsCase& seen) {
  const SniFacts& sni = seen.seen.sni;
  return seen.seen.reachable == State::accepted && sni.sent.empty() &&
         sni.without == State::refused && versions_in(seen.seen, State::accepted).empty();
}

bool all_refused(const TlsCase& seen) {
  const AddressFacts& facts = seen.seen;
  return facts.reachable == State::accepted && !facts.sni.name_refused && !needs_a_name(seen) &&
         !facts.local.attempt.ok && versions_in(facts, State::accepted).empty() &&
         versions_in(facts, State::unknown).empty();
}

std::string_view no_certificate(const TlsCase& seen) {
  std::string_view reason = no_tls(seen);
  if (!reason.empty()) return reason;
  for (const ChainFacts& chain : seen.seen.chains)
    if (!chain.certificates.empty()) return {};
  return "no certificate was seen";
}

std::string_view no_legacy_tls(const TlsCase& seen) {
  std::string_view reason = no_answers(seen);
  if (!reason.empty()) return reason;
  for (const VersionFacts& version : seen.seen.versions)
    if (version.version >= Version::tls10 && version.version <= Version::tls12 &&
        version.state == State::accepted)
      return {};
  return "no version from TLS 1.0 to 1.2 was seen to be accepted";
}

const VersionFacts* facts_of(const AddressFacts& seen, Version version) {
  auto found = std::find_if(seen.versions.begin(), seen.versions.end(),
                            [&](const VersionFacts& facts) { return facts.version == version; });
  return found == seen.versions.end() ? nullptr : &*found;
}

std::vector<Version> versions_in(const AddressFacts& seen, State state) {
  std::vector<Version> found;
  for (Version version : kVersions) {
    const VersionFacts* facts = facts_of(seen, version);
    if ((facts ? facts->state : State::unknown) == state) found.push_back(version);
  }
  return found;
}

bool enumerated(const AddressFacts& seen) {
  return std::all_of(std::begin(kVersions), std::end(kVersions), [&](Version version) {
    const VersionFacts* facts = facts_of(seen, version);
    return facts &&
           (facts->state == State::refused || (facts->state == State::accepted && facts->complete));
  });
}

}  // namespace checkoutdiag::tls
