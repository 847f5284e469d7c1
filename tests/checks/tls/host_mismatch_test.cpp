#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase naming(std::vector<std::string> names) {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].host_matches = false;
  seen.seen.chains[0].certificates[0].dns_names = std::move(names);
  seen.seen.chains[0].certificates[0].common_name.clear();
  seen.seen.chains[0].certificates[0].subject = "O=Somebody";
  return seen;
}

}  // namespace

TEST_CASE("tls/host-mismatch: the names that it has") {
  Finding finding = only_finding(judged(rules::host_mismatch, naming({"other.test"})));
  CHECK(finding.message ==
        "the certificate of other.test (RSA 2048) is not for api.gateway.test: it names "
        "other.test");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "asked") == "api.gateway.test");
}

TEST_CASE("tls/host-mismatch: a near name is suggested, a far one is not") {
  Finding near =
      only_finding(judged(rules::host_mismatch, naming({"far.example", "apis.gateway.test"})));
  CHECK(evidence(near, "near_name") == "apis.gateway.test");
  CHECK(has(near.fix, "checkoutdiag tls probe apis.gateway.test:443"));
  Finding far = only_finding(judged(rules::host_mismatch, naming({"www.shop.example"})));
  CHECK(evidence(far, "near_name") == "(none)");
  CHECK(has(far.fix, "openssl s_client -connect api.gateway.test:443"));
  CHECK_FALSE(has(far.fix, "checkoutdiag tls probe"));
  TlsCase elsewhere = naming({"apis.gateway.test"});
  elsewhere.dial = {"127.0.0.1", 8443, true};
  CHECK(has(only_finding(judged(rules::host_mismatch, elsewhere)).fix,
            "\n  checkoutdiag tls probe apis.gateway.test:443 --connect 127.0.0.1:8443"));
}

TEST_CASE("tls/host-mismatch: a wildcard is suggested as a name that can be asked for") {
  Finding finding = only_finding(judged(rules::host_mismatch, naming({"*.gateway2.test"})));
  CHECK(evidence(finding, "near_name") == "api.gateway2.test");
}

TEST_CASE("tls/host-mismatch: a hostile name cannot become a command") {
  Finding finding = only_finding(judged(rules::host_mismatch, naming({"api.gateway.tes$(id)"})));
  CHECK(has(finding.fix, "'api.gateway.tes$(id):443'"));
  Finding quoted = only_finding(judged(rules::host_mismatch, naming({"api.gateway.tes';i"})));
  CHECK(has(quoted.fix, "'api.gateway.tes'\\'';i:443'"));
}

TEST_CASE("tls/host-mismatch: hundreds of names are cut") {
  Finding finding = only_finding(
      judged(rules::host_mismatch, naming(std::vector<std::string>(300, "shop.example"))));
  CHECK(has(finding.message, "and 295 more"));
  CHECK(evidence(finding, "names").size() < 1000);
}

TEST_CASE("tls/host-mismatch: no names at all; the name asked for is the one that was sent") {
  CHECK(has(only_finding(judged(rules::host_mismatch, naming({}))).message,
            "it has no subjectAltName at all"));
  TlsCase other = naming({"x.test"});
  other.seen.sni.sent = "other.name.test";
  CHECK(evidence(only_finding(judged(rules::host_mismatch, other)), "asked") == "other.name.test");
  other.seen.sni.sent.clear();
  CHECK(evidence(only_finding(judged(rules::host_mismatch, other)), "asked") == "api.gateway.test");
}

TEST_CASE("tls/host-mismatch: a match holds") {
  CHECK(holds(judged(rules::host_mismatch, good_gateway())));
  CHECK(skipped(judged(rules::host_mismatch, unreachable(ReplyKind::closed))));
}

}  // namespace checkoutdiag::tls
