#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/sni-default-certificate: another leaf without the name") {
  TlsCase seen = good_gateway();
  seen.seen.sni.same_leaf = false;
  seen.seen.sni.default_subject = "CN=default\x07.test";
  Finding finding = only_finding(judged(rules::sni_default_certificate, seen));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.fix, "\n  openssl s_client -connect api.gateway.test:443 -noservername"));
  CHECK(has(finding.message, "default\\x07.test"));
  seen.seen.sni.default_subject.clear();
  CHECK(has(only_finding(judged(rules::sni_default_certificate, seen)).message, "another host"));
}

TEST_CASE("tls/sni-default-certificate: the same leaf holds, none seen is skipped") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::sni_default_certificate, seen)));
  seen.seen.sni.same_leaf.reset();
  CHECK(skipped(judged(rules::sni_default_certificate, seen)));
}

}  // namespace checkoutdiag::tls
