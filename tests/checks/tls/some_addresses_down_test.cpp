#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/some-addresses-down: which, how, and who answers") {
  TargetCase target = good_target();
  target.seen.addresses[1].reachable = State::unknown;
  target.seen.addresses[1].first_answer = {ReplyKind::connect_refused, {}, {}};
  Finding finding = only_finding(judged(rules::some_addresses_down, target));
  CHECK(finding.message == "203.0.113.8:443 refuses the connection while 203.0.113.7:443 answers");
  CHECK(finding.level == Level::error);
  CHECK(has(finding.fix,
            "\n  curl --connect-to api.gateway.test:443:203.0.113.7:443 "
            "https://api.gateway.test/"));
  target.seen.addresses[1].first_answer = {ReplyKind::connect_timeout, {}, {}};
  CHECK(has(only_finding(judged(rules::some_addresses_down, target)).message, "does not answer"));
}

TEST_CASE("tls/some-addresses-down: no route from here, an early end, or no TLS is not down") {
  TargetCase target = good_target();
  AddressFacts& second = target.seen.addresses[1];
  second.reachable = State::unknown;
  second.first_answer = {ReplyKind::connect_failed, {}, "Network is unreachable"};
  CHECK(holds(judged(rules::some_addresses_down, target)));
  second.first_answer = {ReplyKind::silence, {}, {}};
  second.interrupted = true;
  CHECK(holds(judged(rules::some_addresses_down, target)));
  second.interrupted = false;
  second.reachable = State::refused;
  CHECK(holds(judged(rules::some_addresses_down, target)));
}

TEST_CASE("tls/some-addresses-down: all up, all down, or only one") {
  TargetCase target = good_target();
  CHECK(holds(judged(rules::some_addresses_down, target)));
  for (AddressFacts& each : target.seen.addresses)
    each.reachable = State::unknown;
  CHECK(skipped(judged(rules::some_addresses_down, target)));
  target = good_target();
  target.seen.addresses.resize(1);
  CHECK(skipped(judged(rules::some_addresses_down, target)));
}

}  // namespace checkoutdiag::tls
