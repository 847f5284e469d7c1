#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

TEST_CASE("charge/client-loses-order: charged, and reported as failed, by what it took for it") {
  const auto message = [](Given given) {
    return only_finding(judged(rules::client_loses_order, given.reported(Reported::failure)))
        .message;
  };
  CHECK(message(Given().failed(10, fault(FaultKind::reset, When::after))) ==
        "the order was charged (ch_1), and the client reported failure: its last request got no "
        "whole answer, which says nothing");
  CHECK(has(message(Given().failed(10, fault(FaultKind::half, When::after))), "no whole answer"));
  CHECK(
      has(message(Given().failed(10, status_fault(504, When::after))), "its last answer was 504"));
  CHECK(has(message(Given().failed(10, fault(FaultKind::delay, When::after, 4000)).ended(1010)),
            "it waited 1 s for an answer that takes 4 s"));
  CHECK(has(message(Given().failed(10, fault(FaultKind::reset, When::during)).answered(600, 409)),
            "409, which tells of the charge that is there"));
  Given stored = Given().failed(10, status_fault(500, When::after)).answered(600, 500);
  stored.seen.truth.requests.back().replayed = true;
  CHECK(has(message(stored), "a stored 500, which no retry heals"));
}

TEST_CASE("charge/client-loses-order: success and doubt hold, and no charge is no loss") {
  Given given = Given().failed(10, fault(FaultKind::reset, When::after));
  CHECK(holds(judged(rules::client_loses_order, given)));
  CHECK(holds(judged(rules::client_loses_order, given.reported(Reported::doubt))));
  CHECK(skipped(
      judged(rules::client_loses_order, Given().answered(10, 402).reported(Reported::failure))));
  CHECK(skipped(judged(rules::client_loses_order, Given().reported(Reported::failure))));
}

TEST_CASE("charge/client-loses-order: a client that said nothing leaves it open") {
  const Given given = Given().failed(10, fault(FaultKind::stall, When::after, 60'000));
  CHECK(has(judged(rules::client_loses_order, Given(given).hung(30'000)).inconclusive_because,
            "see charge/client-hangs"));
  CHECK(has(judged(rules::client_loses_order, Given(given).reported(Reported::nothing))
                .inconclusive_because,
            "died by signal 11"));
}

}  // namespace checkoutdiag::charge
