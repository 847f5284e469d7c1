#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

void write_two(World& world) {
  world.store("/a.pem", {root("A"), root("B"), root("C")});
  world.store("/b.pem", {root("A"), root("D")});
}

}  // namespace

TEST_CASE("ca/settings-disagree: what each store has that the other lacks") {
  World world;
  write_two(world);
  world.setting("SSL_CERT_FILE", "/a.pem");
  world.setting("REQUESTS_CA_BUNDLE", "/b.pem", "Python requests");
  world.setting("PIP_CERT", "/b.pem", "pip");
  Finding finding = only_finding(judged(rules::settings_disagree, world));
  CHECK(finding.level == Level::warning);
  CHECK(finding.message ==
        "SSL_CERT_FILE (/a.pem, 3 certificates) and REQUESTS_CA_BUNDLE and PIP_CERT (/b.pem, 2 "
        "certificates) name stores that differ: only the first has B and C, only the second has D");
  CHECK(evidence(finding, "only_first") == "B, C");
  CHECK(has(finding.fix, "\n  checkoutdiag ca diff /a.pem /b.pem\n"));
  CHECK(has(finding.fix, "\n  export REQUESTS_CA_BUNDLE=/a.pem"));
}

TEST_CASE("ca/settings-disagree: twelve variables that name one content give nothing") {
  World world;
  world.store("/a.pem", {root("A"), root("B")});
  world.store("/copy.pem", {root("B"), root("A")});
  for (int i = 0; i < 12; ++i)
    world.setting("VARIABLE_" + std::to_string(i), i % 2 ? "/a.pem" : "/copy.pem");
  CHECK(holds(judged(rules::settings_disagree, world)));
}

TEST_CASE("ca/settings-disagree: what adds, is overridden, broken or read together is no rival") {
  World world;
  write_two(world);
  world.setting("SSL_CERT_FILE", "/a.pem");
  CHECK(skipped(judged(rules::settings_disagree, world)));
  world.setting("NODE_EXTRA_CA_CERTS", "/b.pem", "Node.js");
  CHECK(holds(judged(rules::settings_disagree, world)));
  world.seen.settings.pop_back();
  world.setting("CURL_CA_BUNDLE", "/b.pem").ignored = true;
  CHECK(holds(judged(rules::settings_disagree, world)));
  world.seen.settings.pop_back();
  world.setting("CURL_CA_BUNDLE", "/none.pem");
  CHECK(holds(judged(rules::settings_disagree, world)));
  world.seen.settings.pop_back();
  world.setting("SSL_CERT_DIR", "/b.pem").is_directory = true;
  CHECK(holds(judged(rules::settings_disagree, world)));
  world.seen.settings.back().readers = "somebody else";
  CHECK(judged(rules::settings_disagree, world).findings.size() == 1);
}

TEST_CASE("ca/settings-disagree: each further content is compared with the first") {
  World world;
  write_two(world);
  world.store("/c.pem", {root("A"), root("B"), root("C"), root("E"), root("F"), root("G"),
                         root("H"), root("I")});
  world.setting("SSL_CERT_FILE", "/a.pem");
  world.setting("CURL_CA_BUNDLE", "/b.pem");
  world.setting("curl.cainfo", "/c.pem").where = "/etc/php/8.2/cli/php.ini";
  Outcome outcome = judged(rules::settings_disagree, world);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(has(outcome.findings[1].message, "only the second has E, F, G and 2 more"));
  CHECK(has(outcome.findings[1].fix, "in /etc/php/8.2/cli/php.ini name the same store"));
}

}  // namespace checkoutdiag::ca::written
