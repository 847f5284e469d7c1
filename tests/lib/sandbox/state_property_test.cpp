#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

#include "tests/lib/sandbox/scene.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;
using test::Gateway;

// Whatever comes in whatever order, a gateway that stores everything never charges twice for a key,
// and never names a charge that is not there.
TEST_CASE("one key has one charge at most, and an answer names a charge that exists") {
  constexpr int kRuns = 60, kSteps = 150;
  const std::vector<std::string> faults = {"",           "",
                                           "",           "status 500 before-commit",
                                           "delay 5",    "status 500 after-commit",
                                           "half",       "status 504 after-commit",
                                           "truncate 5", "status 503 during-commit",
                                           "close",      "reset during-commit",
                                           "",           "reset after-commit"};
  for (const char* profile : {"stripe", "adyen", "generic", "ietf"}) {
    for (unsigned run = 0; run < kRuns; ++run) {
      CAPTURE(profile);
      CAPTURE(run);
      std::mt19937 random(run);
      const auto up_to = [&](std::size_t n) { return random() % n; };
      Gateway gateway(profile);
      std::vector<std::uint64_t> working;
      std::vector<http::Reply> replies;
      for (int step = 0; step < kSteps; ++step) {
        gateway.now += static_cast<std::int64_t>(up_to(1000));
        if (!working.empty() && up_to(3) == 0) {
          const std::size_t which = up_to(working.size());
          if (auto reply = gateway.finish(working[which]).reply) replies.push_back(*reply);
          working.erase(working.begin() + static_cast<std::ptrdiff_t>(which));
          continue;
        }
        const std::string key = "key-" + std::to_string(up_to(8));
        const std::string amount = up_to(20) == 0 ? "4002" : std::to_string(100 + up_to(2));
        const Begun begun =
            gateway.begin(gateway.charge(key, amount), faults[up_to(faults.size())]);
        if (begun.reply) replies.push_back(*begun.reply);
        if (begun.ticket) working.push_back(begun.ticket);
      }
      for (std::uint64_t each : working)
        if (auto reply = gateway.finish(each).reply) replies.push_back(*reply);

      const Truth truth = gateway.state.truth();
      CHECK(gateway.state.working() == 0);
      std::map<std::string, int> per_key;
      std::set<std::string> ids;
      for (const Charge& each : truth.charges) {
        CHECK(++per_key[each.key] == 1);
        CHECK(ids.insert(each.id).second);
      }
      for (const http::Reply& each : replies)
        if (each.status / 100 == 2) CHECK(ids.contains(gateway.id_in(each)));
      std::size_t executed = 0;
      for (const SeenRequest& each : truth.requests)
        executed += each.executed;
      CHECK(executed == truth.charges.size());
    }
  }
}
