#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

void announce(Chain& chain, const std::string& host) {
  trust::Notice notice;
  notice.host = host;
  notice.gateway = "Gateway Inc.";
  notice.roots = {{"SHA256 of New Root by New Root", "New Root"}};
  notice.from = {"https://gateway.test/roots", at("2026-10-01"), "built in"};
  chain.world.known.notices.push_back(notice);
}

}  // namespace

TEST_CASE("ca/gateway-notice: who lacks the announced root, and what is served today") {
  Chain chain;
  announce(chain, "*.gateway.test");
  chain.world.store("/etc/ssl/certs/ca-certificates.crt", {root("New Root")});
  Finding finding = only_finding(judged(rules::gateway_notice, chain));
  CHECK(finding.level == Level::warning);
  CHECK(finding.message ==
        "Gateway Inc. announced New Root (as of 2026-10-01): Java 17.0.15 "
        "(/etc/ssl/certs/java/cacerts) lacks New Root; today's chain ends at Gateway Root, which "
        "is not among them");
  CHECK(evidence(finding, "lacking") == "Java 17.0.15 (/etc/ssl/certs/java/cacerts): New Root");
  CHECK(evidence(finding, "source") == "https://gateway.test/roots");
  CHECK(has(finding.fix, "\nfor /etc/ssl/certs/java/cacerts: "));
  CHECK_FALSE(has(finding.fix, "for /etc/ssl/certs/ca-certificates.crt: "));
}

TEST_CASE("ca/gateway-notice: everybody has it, by itself or as a twin of its key") {
  Chain chain;
  announce(chain, "api.gateway.test");
  chain.world.store("/etc/ssl/certs/ca-certificates.crt", {root("New Root")});
  x509::Certificate twin = root("New Root");
  twin.sha256 = "sha256 of the twin";
  chain.world.store("/etc/ssl/certs/java/cacerts", {twin});
  Finding finding = only_finding(judged(rules::gateway_notice, chain));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.message, ": every store here has them; today's chain ends at Gateway Root"));
  chain.world.seen.certificates.back().not_after = at("2026-01-01");
  CHECK(only_finding(judged(rules::gateway_notice, chain)).level == Level::warning);
}

TEST_CASE("ca/gateway-notice: old news is said to be old") {
  Chain chain;
  announce(chain, "api.gateway.test");
  chain.world.known.notices.front().from.as_of = at("2026-01-01");
  CHECK(has(only_finding(judged(rules::gateway_notice, chain)).message,
            "(as of 2026-01-01, 326 days old)"));
}

TEST_CASE("ca/gateway-notice: a gateway that names no root, and stores that were not looked into") {
  Chain chain;
  announce(chain, "api.gateway.test");
  for (Row& row : chain.seen.rows)
    row.stores = {"/elsewhere.pem"};
  CHECK(has(only_finding(judged(rules::gateway_notice, chain)).message, "could not be seen"));
  chain.world.known.notices.front().roots.clear();
  chain.world.known.notices.front().note = "roots change without notice";
  Finding finding = only_finding(judged(rules::gateway_notice, chain));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.message,
            "announced no root by name (as of 2026-10-01): roots change without "
            "notice; today's"));
}

TEST_CASE("ca/gateway-notice: hosts match by name or below a star, in any case") {
  struct Pair {
    const char *pattern, *host;
    bool expected;
  };
  const Pair pairs[] = {
      {"api.gateway.test", "API.Gateway.test", true},
      {"*.gateway.test", "a.b.gateway.test", true},
      {"*.gateway.test", "gateway.test", false},
      {"*.gateway.test", ".gateway.test", false},
      {"gateway.test", "api.gateway.test", false},
      {"*.gateway.test", "evilgateway.test", false},
      {"api.gateway.test", "api.gateway.test.", true},
      {"", "api.gateway.test", false},
  };
  for (const Pair& pair : pairs) {
    CAPTURE(pair.pattern);
    CAPTURE(pair.host);
    Chain chain;
    announce(chain, pair.pattern);
    chain.seen.host = pair.host;
    CHECK(judged(rules::gateway_notice, chain).findings.size() == (pair.expected ? 1 : 0));
  }
}

TEST_CASE("ca/gateway-notice: a chain from a file is for whom its leaf says") {
  Chain chain;
  announce(chain, "api.gateway.test");
  chain.seen.host.clear();
  CHECK(judged(rules::gateway_notice, chain).findings.size() == 1);
  chain.seen.sent.front().dns_names = {"www.shop.test"};
  CHECK(holds(judged(rules::gateway_notice, chain)));
}

}  // namespace checkoutdiag::ca::written
