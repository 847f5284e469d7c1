#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/group-outside-policy: what the list lacks") {
  TlsCase seen = good_gateway();
  seen.wanted.groups = {0x001D};
  Finding finding = only_finding(judged(rules::group_outside_policy, seen));
  CHECK(finding.message == "accepts 1 group outside the policy: secp256r1");
  CHECK(finding.level == Level::warning);
  seen.wanted.groups = {0x11EC, 0x001D, 0x0018};  // OpenSSL 3.0 stops at a post-quantum name
  CHECK(has(only_finding(judged(rules::group_outside_policy, seen)).fix,
            "\n  ssl_ecdh_curve x25519:secp384r1;"));
  seen.wanted.groups = {0x001D};
  seen.wanted.outside_list = Level::note;
  seen.seen.groups.groups = {0x0019, 0x0018};
  Finding two = only_finding(judged(rules::group_outside_policy, seen));
  CHECK(two.message == "accepts 2 groups outside the policy: secp521r1 and secp384r1");
  CHECK(two.level == Level::note);
}

TEST_CASE("tls/group-outside-policy: no list is skipped, an open end is no pass") {
  CHECK(skipped(judged(rules::group_outside_policy, good_gateway())));
  TlsCase seen = good_gateway();
  seen.wanted.groups = {0x001D, 0x0017};
  CHECK(holds(judged(rules::group_outside_policy, seen)));
  seen.seen.groups.complete = false;
  CHECK(skipped(judged(rules::group_outside_policy, seen)));
  seen.seen.groups = {};
  CHECK(skipped(judged(rules::group_outside_policy, seen)));
  seen.seen.groups.state = State::refused;  // static RSA alone: there is none
  CHECK(holds(judged(rules::group_outside_policy, seen)));
}

}  // namespace checkoutdiag::tls
