#include <doctest/doctest.h>

#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/message-unread: what was not read is not passed") {
  for (std::size_t unread : {0U, 1U, 3U}) {
    Outcome outcome{&rules::message_unread.rule, "file", {}, {}, {}};
    rules::message_unread.run(InputCase{unread}, outcome);
    CHECK(outcome.findings.empty());
    CHECK((outcome.inconclusive_because != "") == (unread > 0));
  }
}

}  // namespace checkoutdiag::threeds
