#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/reachable: each way of not getting there is inconclusive, in its own words") {
  struct Row {
    ReplyKind kind;
    std::string_view says;
  };
  const Row rows[] = {
      {ReplyKind::connect_refused, "is closed"},
      {ReplyKind::connect_timeout, "does not answer"},
      {ReplyKind::connect_failed, "cannot be reached from here"},
      {ReplyKind::silence, "stays silent"},
      {ReplyKind::closed, "closes it before any answer"},
      {ReplyKind::reset, "resets it before any answer"},
      {ReplyKind::proxy_error, "did not let us through"},
      {ReplyKind::proxy_unreachable, "cannot be reached"},
      {ReplyKind::malformed, "no answer that tells"},
  };
  for (const Row& row : rows) {
    Outcome outcome = judged(rules::reachable, unreachable(row.kind, "what was seen"));
    CHECK(undecided(outcome));
    CHECK_MESSAGE(has(outcome.inconclusive_because, row.says), outcome.inconclusive_because);
    if (row.kind != ReplyKind::proxy_error && row.kind != ReplyKind::proxy_unreachable)
      CHECK_MESSAGE(has(outcome.inconclusive_because, "203.0.113.7:443"),
                    outcome.inconclusive_because);
  }
}

TEST_CASE("tls/reachable: a proxy's word names the proxy, and is escaped") {
  TlsCase seen = unreachable(ReplyKind::proxy_error, "407 \x1b[31mno\r\n");
  seen.seen.via_proxy = true;
  seen.seen.proxy = "http://127.0.0.1:3128 (https_proxy)";
  Outcome outcome = judged(rules::reachable, seen);
  CHECK(has(outcome.inconclusive_because,
            "the proxy http://127.0.0.1:3128 (https_proxy) wants credentials"));
  CHECK(has(outcome.inconclusive_because, "407"));
  CHECK(has(outcome.inconclusive_because, "--proxy-credentials-file"));
  CHECK_FALSE(has(outcome.inconclusive_because, "\x1b"));
  seen.seen.first_answer.detail = "CONNECT tunnel failed, response 502";
  outcome = judged(rules::reachable, seen);
  CHECK(has(outcome.inconclusive_because, "to api.gateway.test:443: CONNECT tunnel failed"));
  CHECK(has(outcome.inconclusive_because, "--no-proxy"));
}

TEST_CASE("tls/reachable: a proxy that cannot be reached is not one that says no") {
  TlsCase seen = unreachable(ReplyKind::proxy_unreachable, "Connection refused");
  seen.seen.via_proxy = true;
  seen.seen.proxy = "http://127.0.0.1:3128 (--proxy)";
  CHECK(has(judged(rules::reachable, seen).inconclusive_because,
            "the proxy http://127.0.0.1:3128 (--proxy) cannot be reached, and the gateway was not "
            "asked: Connection refused; check"));
}

TEST_CASE("tls/reachable: a reset reads the same, however the system words it") {
  CHECK(
      judged(rules::reachable, unreachable(ReplyKind::reset, "Broken pipe")).inconclusive_because ==
      judged(rules::reachable, unreachable(ReplyKind::reset, "Connection reset by peer"))
          .inconclusive_because);
}

TEST_CASE("tls/reachable: an answer holds, TLS or not") {
  CHECK(holds(judged(rules::reachable, good_gateway())));
  TlsCase seen = unreachable(ReplyKind::plain_http);
  seen.seen.reachable = State::refused;
  CHECK(holds(judged(rules::reachable, seen)));
}

TEST_CASE("tls/reachable: a probe that was ended early is inconclusive, whatever was seen") {
  TlsCase seen = good_gateway();
  seen.seen.interrupted = true;
  CHECK(has(judged(rules::reachable, seen).inconclusive_because,
            "203.0.113.7:443: the run was interrupted, by a signal or by --deadline"));
}

}  // namespace checkoutdiag::tls
