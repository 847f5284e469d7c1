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
      {ReplyKind::proxy_error, "not the gateway's word"},
      {ReplyKind::malformed, "no answer that tells"},
  };
  for (const Row& row : rows) {
    Outcome outcome = judged(rules::reachable, unreachable(row.kind, "what was seen"));
    CHECK(undecided(outcome));
    CHECK_MESSAGE(has(outcome.inconclusive_because, row.says), outcome.inconclusive_because);
    if (row.kind != ReplyKind::proxy_error)
      CHECK_MESSAGE(has(outcome.inconclusive_because, "203.0.113.7:443"),
                    outcome.inconclusive_because);
  }
}

TEST_CASE("tls/reachable: what a proxy says is escaped") {
  Outcome outcome =
      judged(rules::reachable, unreachable(ReplyKind::proxy_error, "407 \x1b[31mno\r\n"));
  CHECK(has(outcome.inconclusive_because, "407"));
  CHECK_FALSE(has(outcome.inconclusive_because, "\x1b"));
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
  CHECK(has(judged(rules::reachable, seen).inconclusive_because, "--deadline"));
}

TEST_CASE("tls/reachable: the target") {
  CHECK(holds(judged(rules::target_reachable, good_target())));
  TargetCase unresolved = good_target();
  unresolved.seen.addresses.clear();
  unresolved.seen.resolve_error = "Name or service not known";
  CHECK(has(judged(rules::target_reachable, unresolved).inconclusive_because,
            "api.gateway.test does not resolve: Name or service not known"));
  TargetCase nothing = good_target();
  nothing.seen.addresses.clear();
  CHECK(undecided(judged(rules::target_reachable, nothing)));
}

TEST_CASE("tls/reachable: an interruption is told once") {
  TargetCase target = good_target();
  target.seen.interrupted = true;
  CHECK(undecided(judged(rules::target_reachable, target)));
  target.seen.addresses[1].interrupted = true;
  CHECK(holds(judged(rules::target_reachable, target)));
}

}  // namespace checkoutdiag::tls
