#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

TEST_CASE("ca/search-complete: a look that ended early is no pass") {
  World world;
  world.seen.incomplete = true;
  world.seen.incomplete_because = "the deadline of 10 seconds passed in /srv";
  Outcome outcome = judged(rules::search_complete, world);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because,
            "not every store was looked for and read: the deadline of 10 seconds passed in /srv; "
            "let the run"));
  world.seen.incomplete_because.clear();
  CHECK(undecided(judged(rules::search_complete, world)));
}

TEST_CASE("ca/search-complete: what can never be seen is data") {
  World world;
  world.seen.unseen = {"roots compiled into rustls programs cannot be seen"};
  CHECK(holds(judged(rules::search_complete, world)));
}

}  // namespace checkoutdiag::ca::written
