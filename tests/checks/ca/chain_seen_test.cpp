#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

TEST_CASE("ca/chain-seen: a chain and somebody who judges it") {
  Chain chain;
  CHECK(holds(judged(rules::chain_seen, chain)));
  refuse(chain.row("curl"), trust::Cause::expired);
  CHECK(holds(judged(rules::chain_seen, chain)));
}

TEST_CASE("ca/chain-seen: no chain is neither a pass nor a failure, and others stay silent") {
  Chain chain;
  chain.seen.problem = "api.gateway.test:443 refuses the connection";
  chain.seen.sent.clear();
  Outcome outcome = judged(rules::chain_seen, chain);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "refuses the connection; check the name and the port"));
  for (const Check<ChainCase>* check :
       {&rules::chain_refused, &rules::chain_incomplete, &rules::chain_distrusted,
        &rules::chain_distrust_after, &rules::chain_expired_anchor, &rules::chain_weak,
        &rules::gateway_notice})
    CHECK(skipped(judged(*check, chain)));
  chain.seen.problem.clear();
  CHECK(undecided(judged(rules::chain_seen, chain)));
  chain.seen.host.clear();
  CHECK(has(judged(rules::chain_seen, chain).inconclusive_because, "give a PEM file"));
}

TEST_CASE("ca/chain-seen: what is not modelled is data, unless there is nothing else") {
  Chain chain;
  Row& rustls = chain.client("rustls", trust::Runtime::other, "/opt/roots.pem");
  rustls.verdict.unknown_because = "not modelled";
  CHECK(holds(judged(rules::chain_seen, chain)));
  chain.seen.rows.erase(chain.seen.rows.begin(), chain.seen.rows.begin() + 2);
  Outcome outcome = judged(rules::chain_seen, chain);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "rustls (/opt/roots.pem)"));
  CHECK(has(outcome.inconclusive_because, "--store"));
}

TEST_CASE("ca/chain-seen: an answer that should have been there is asked for") {
  Chain chain;
  chain.row("Java").verdict = {};
  chain.row("Java").verdict.unknown_because = "the budget of signatures is used up";
  Outcome outcome = judged(rules::chain_seen, chain);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because,
            "Java 17.0.15 (/etc/ssl/certs/java/cacerts) could not judge the chain: the budget of "
            "signatures is used up; ask again"));
  CHECK_FALSE(has(outcome.inconclusive_because, "curl"));
}

TEST_CASE("ca/chain-seen: no store at all") {
  Chain chain;
  chain.seen.rows.clear();
  CHECK(undecided(judged(rules::chain_seen, chain)));
}

}  // namespace checkoutdiag::ca::written
