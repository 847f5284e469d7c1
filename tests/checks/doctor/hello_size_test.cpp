#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/hello-size: from a size on there is silence") {
  Examined seen = good_examination();
  CHECK(holds(judged(rules::hello_size, seen)));
  auto& trials = seen.seen.hello_sizes[0].trials;
  trials[3].kind = trials[4].kind = tls::ReplyKind::silence;
  const Finding finding = only_finding(judged(rules::hello_size, seen));
  CHECK(has(finding.message,
            "the way to 203.0.113.7 takes a ClientHello of 1200 bytes, and one of 1800 bytes is "
            "met with silence, twice: clients with post-quantum key exchange"));
  CHECK(evidence(finding, "lost_from") == "1800");
  CHECK(has(finding.fix, "\n  sudo tcpdump -ni any -w hello.pcap tcp port 443"));
}

TEST_CASE("doctor/hello-size: what is lost among larger ones is no limit of size") {
  Examined seen = good_examination();
  seen.seen.hello_sizes[0].trials[1].kind = tls::ReplyKind::reset;
  CHECK(undecided(judged(rules::hello_size, seen)));
}

TEST_CASE("doctor/hello-size: an alert is an answer, and a run that ended is no loss") {
  Examined seen = good_examination();
  auto& trials = seen.seen.hello_sizes[0].trials;
  for (HelloTrial& each : trials)
    each.kind = tls::ReplyKind::alert;
  CHECK(holds(judged(rules::hello_size, seen)));
  trials[4].kind = tls::ReplyKind::silence;
  trials[4].cancelled = true;
  CHECK(holds(judged(rules::hello_size, seen)));
  for (HelloTrial& each : trials)
    each.kind = tls::ReplyKind::silence;
  CHECK(skipped(judged(rules::hello_size, seen)));
}

}  // namespace checkoutdiag::doctor
