#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

TEST_CASE("Whole hours are told to be a time zone's") {
  Scene scene = scene_of("standard-webhooks", kBody);
  const auto told = [&](std::int64_t now) {
    scene.now = now;
    const Cause cause = scene.diagnose().causes.front();
    CHECK(fault_of_advice(cause.fix) == "");
    return cause.id + ": " + cause.message;
  };
  CHECK(told(kSigned - 3605) ==
        "time.clock-behind: the timestamp is 3605 s ahead, which is almost exactly 1 hour, and the "
        "scheme allows 300 s: as where local time is taken for UTC");
  CHECK(told(kSigned - 900) ==
        "time.clock-behind: the timestamp is 900 s ahead, and the scheme allows 300 s: this "
        "machine's clock is behind, or the sender's is ahead");
  CHECK(told(kSigned + 7200).find("almost exactly 2 hours, as where local time") !=
        std::string::npos);
  CHECK(told(kSigned + 15 * 3600).find("exactly") == std::string::npos);
  CHECK(told(kSigned + 2 * 3600 + 31).find("exactly") == std::string::npos);
}
