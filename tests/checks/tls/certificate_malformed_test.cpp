#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

x509::Certificate unreadable() {
  x509::Certificate made;
  made.der = "garbage";
  made.sha256 = "abcd";
  made.malformed = "not DER: \x1b[2J";
  return made;
}

}  // namespace

TEST_CASE("tls/certificate-malformed: its place and why, escaped") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[1] = unreadable();
  Finding finding = only_finding(judged(rules::certificate_malformed, seen));
  CHECK(has(finding.message, "certificate 2 of the chain cannot be read: not DER: "));
  CHECK_FALSE(has(finding.message, "\x1b"));
  CHECK(evidence(finding, "position") == "2");
  CHECK(evidence(finding, "bytes") == "7");
}

TEST_CASE("tls/certificate-malformed: a leaf that cannot be read silences the others") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates = {unreadable()};
  seen.seen.chains[0].host_matches = false;
  fail_verification(seen, {{20, 0}});
  for (const Check<TlsCase>* each : all())
    if (each != &rules::certificate_malformed) CHECK(judged(*each, seen).findings.empty());
  CHECK(judged(rules::certificate_malformed, seen).findings.size() == 1);
}

TEST_CASE("tls/certificate-malformed: told once, and readable ones hold") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::certificate_malformed, seen)));
  seen.seen.chains[0].certificates[1] = unreadable();
  seen.seen.chains.push_back(seen.seen.chains[0]);
  CHECK(judged(rules::certificate_malformed, seen).findings.size() == 1);
}

}  // namespace checkoutdiag::tls
