#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TargetCase without_addresses(const std::string& error) {
  TargetCase target = good_target();
  target.seen.addresses.clear();
  target.seen.resolved.clear();
  target.seen.resolve_error = error;
  return target;
}

}  // namespace

TEST_CASE("tls/name-resolves: the resolver's sentence is said once") {
  const std::string sentence =
      "api.gateway.test does not resolve: Name or service not known; check the spelling, and "
      "compare with: getent ahosts api.gateway.test";
  CHECK(judged(rules::name_resolves, without_addresses(sentence)).inconclusive_because == sentence);
}

TEST_CASE("tls/name-resolves: no address of the family that was asked for") {
  CHECK(judged(rules::name_resolves, without_addresses("it has no IPv6 address"))
            .inconclusive_because ==
        "api.gateway.test: it has no IPv6 address; check it with: getent ahosts api.gateway.test");
}

TEST_CASE("tls/name-resolves: resolved holds; nothing probed is undecided") {
  CHECK(holds(judged(rules::name_resolves, good_target())));
  CHECK(undecided(judged(rules::name_resolves, without_addresses(""))));
}

TEST_CASE("tls/name-resolves: an interruption is told once") {
  TargetCase target = without_addresses("");
  target.seen.interrupted = true;
  CHECK(has(judged(rules::name_resolves, target).inconclusive_because,
            "api.gateway.test:443: the run was interrupted"));
  target = good_target();
  target.seen.interrupted = target.seen.addresses[1].interrupted = true;
  CHECK(holds(judged(rules::name_resolves, target)));
}

}  // namespace checkoutdiag::tls
