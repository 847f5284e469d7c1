#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "lib/charge/journal.hpp"
#include "lib/charge/replay/pause.hpp"
#include "lib/failure.hpp"
#include "lib/net/curl.hpp"
#include "tests/lib/charge/replay/scripted_gateway.hpp"
#include "tests/lib/charge/replay/test_plan.hpp"
#include "tests/lib/x509/scratch.hpp"

// A run is killed at each step, and then resumed: never a second key, never a second charge. The
// run is a child of the test, which is the gateway, so that it can be killed for good.
namespace checkoutdiag::charge {
namespace {

using test::GatewayManners;
using test::ScriptedGateway;
using Point = ScriptedGateway::Point;

enum Exit { finished = 0, failed = 1, unfinished = 2 };

constexpr rlim_t kNoLimit = RLIM_INFINITY;

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// SIGXFSZ kills a process that writes beyond its limit, after what was below it was written.
[[noreturn]] void run_child(const ReplayPlan& plan, const std::string& file, rlim_t most_bytes) {
  const rlimit no_core{0, 0}, most{most_bytes, most_bytes};
  setrlimit(RLIMIT_CORE, &no_core);
  setrlimit(RLIMIT_FSIZE, &most);
  signal(SIGXFSZ, SIG_DFL);
  try {
    Journal journal(file, plan, std::filesystem::exists(file), now_ms());
    const ReplayFacts facts = replay(
        plan, &journal, -1, [] { return 0.5; }, [](const std::string&) {});
    const bool all = std::all_of(
        facts.proofs.begin(), facts.proofs.end(),
        [](const ProofFacts& each) { return each.skipped.empty() && each.ended == Next::done; });
    _exit(all ? finished : unfinished);
  } catch (...) {
    _exit(failed);
  }
}

/// A gateway, and runs against it with one journal.
struct Scene {
  explicit Scene(GatewayManners manners)
      : gateway(manners), plan(test::plan_for(gateway.origin())) {
    plan.verify.url = gateway.origin() + "/v1/charges?key={key}";
    plan.concurrency = 3;
    plan.retry.most = std::chrono::milliseconds(8);
    net::curl();  // is loaded once, and not by every child
  }

  /// True when the run came to its end. `kill_at`: at which point of the gateway, from 1; 0: none.
  bool run(int kill_at, rlim_t most_bytes = kNoLimit) {
    int alive[2];
    REQUIRE(pipe(alive) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      close(alive[0]);
      run_child(plan, journal, most_bytes);
    }
    close(alive[1]);  // readable when the child is gone
    int points = 0;
    gateway.at = [&](Point) {
      if (++points != kill_at) return true;
      kill(child, SIGKILL);
      return false;
    };
    gateway.serve(alive[0]);
    close(alive[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) return false;
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == finished);
    return true;
  }

  /// What is true of a run that came to its end, however often it was killed.
  void check() {
    std::set<std::string> keys;
    for (const Proof each : plan.proofs)
      keys.insert(key_of(plan, each));
    CHECK(std::set<std::string>(gateway.posts.begin(), gateway.posts.end()) == keys);
    for (const std::string& key : keys)
      CHECK(gateway.charges_of(key) == 1);
    CHECK(gateway.charges.size() == keys.size());
    const Journal read(journal, plan, true, now_ms());
    CHECK(read.finished().size() == plan.proofs.size());
    for (const ProofFacts& each : read.finished())
      CHECK(each.count.after == 1);
    CHECK(text_of(journal).find("5ecre7") == std::string::npos);
    CHECK(text_of(journal).find("eur") == std::string::npos);
  }

  test::Scratch scratch;
  ScriptedGateway gateway;
  ReplayPlan plan;
  std::string journal = scratch.path() + "/journal";
};

GatewayManners working() {
  GatewayManners manners;
  manners.work = std::chrono::milliseconds(1);
  return manners;
}

TEST_CASE("journal: a run that is killed at any point of any request is resumed") {
  for (int kill_at = 1;; ++kill_at) {
    CAPTURE(kill_at);
    Scene scene(working());
    const bool unharmed = scene.run(kill_at);
    if (!unharmed) REQUIRE(scene.run(0));
    scene.check();
    if (unharmed) {
      CHECK(kill_at > 40);
      break;
    }
  }
}

TEST_CASE("journal: a run that is killed while it writes any line is resumed") {
  std::vector<rlim_t> limits;
  {
    Scene scene(working());
    REQUIRE(scene.run(0));
    const std::string text = text_of(scene.journal);
    // Nothing of a line, and a part of the next one in turns: wherever a line is cut, the reader
    // takes it for none (see journal_test.cpp).
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      limits.push_back(at + (limits.size() % 2) * 30);
  }
  CHECK(limits.size() > 25);
  for (const rlim_t limit : limits) {
    CAPTURE(limit);
    Scene scene(working());
    if (!scene.run(0, limit)) REQUIRE(scene.run(0));
    scene.check();
  }
}

TEST_CASE("journal: a run that is killed again and again comes to its end") {
  for (const int every : {5, 7, 9}) {
    CAPTURE(every);
    Scene scene(working());
    int runs = 1;
    while (!scene.run(every) && runs < 200)
      ++runs;
    CHECK(runs > 2);
    CHECK(runs < 200);
    scene.check();
  }
}

TEST_CASE("journal: a gateway that charges twice is found out in a run that was killed, too") {
  GatewayManners manners;
  manners.ignores_keys = true;
  Scene scene(manners);
  scene.plan.proofs = {Proof::lost};
  scene.run(3);
  REQUIRE(scene.run(0));
  const Journal read(scene.journal, scene.plan, true, now_ms());
  REQUIRE(read.finished().size() == 1);
  CHECK(*read.finished().front().count.after >= 2);
}

TEST_CASE("journal: a barrier that was let go is not made again") {
  Scene scene(working());
  scene.plan.proofs = {Proof::concurrent};
  scene.run(5);  // in the barrier: three are accepted, two arrived
  REQUIRE(scene.run(0));
  scene.check();
  const Journal read(scene.journal, scene.plan, true, now_ms());
  REQUIRE(read.finished().size() == 1);
  CHECK(read.finished().front().released == 0);
  CHECK(read.attempts().size() >= 4);
  CHECK(std::count_if(read.attempts().begin(), read.attempts().end(),
                      [](const Attempt& each) { return each.round == 0; }) == 3);
  CHECK_FALSE(read.attempts().front().known);
}

}  // namespace
}  // namespace checkoutdiag::charge
