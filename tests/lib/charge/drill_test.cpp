#include "lib/charge/drill.hpp"

#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "lib/failure.hpp"
#include "tests/lib/charge/clients.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::charge {

namespace {

namespace fs = std::filesystem;
using sandbox::FaultKind;
using sandbox::When;
using std::chrono::milliseconds;

sandbox::Scenario scenario(const std::string& name) {
  return sandbox::load_scenario(name);
}

DrillPlan plan_of(std::vector<std::string> command,
                  const std::vector<std::string>& names = {"clean"}) {
  DrillPlan plan;
  plan.command = std::move(command);
  plan.profile = load_profile("generic");
  plan.tls = false;
  for (const std::string& each : names)
    plan.scenarios.push_back(scenario(each));
  return plan;
}

std::vector<std::string> pay(const test::Scratch& scratch, const std::string& key) {
  return {"python3", scratch.write("pay.py", clients::kPay), "{url}", "{ca}", "{order}", key};
}

DrillFacts drilled(const DrillPlan& plan) {
  return drill(plan, -1, nullptr);
}

std::set<std::string> keys_of(const ScenarioFacts& facts) {
  std::set<std::string> keys;
  for (const sandbox::SeenRequest& each : facts.truth.requests)
    keys.insert(each.key);
  return keys;
}

std::string read(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// Whether a process runs; one that nobody has reaped yet does not.
bool runs(const std::string& pid) {
  const std::string about = read("/proc/" + pid + "/stat");
  const std::size_t state = about.rfind(") ");
  return state != std::string::npos && about[state + 2] != 'Z' && about[state + 2] != 'X';
}

bool ends_soon(const std::string& pid) {
  for (int look = 0; look < 1000 && runs(pid); ++look)
    std::this_thread::sleep_for(milliseconds(5));
  return !runs(pid);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("drill: a careful client pays once in each scenario, over TLS") {
  const test::Scratch scratch;
  const std::vector<std::string> names = {"clean", "closed-after-commit", "reset-after-commit",
                                          "half-response", "declined"};
  DrillPlan plan = plan_of(pay(scratch, "stored:" + scratch.path() + "/key"), names);
  plan.tls = true;
  const DrillFacts facts = drilled(plan);
  CHECK_FALSE(facts.interrupted);
  REQUIRE(facts.scenarios.size() == names.size());
  for (std::size_t at = 0; at < names.size(); ++at) {
    const ScenarioFacts& each = facts.scenarios[at];
    CAPTURE(names[at]);
    CAPTURE(each.runs.at(0).output);
    const bool declined = names[at] == "declined";
    CHECK(each.scenario.name == names[at]);
    CHECK(each.truth.charges.size() == (declined ? 0 : 1));
    CHECK(each.reported == (declined ? Reported::failure : Reported::success));
    CHECK(each.truth.requests.size() == (declined || at == 0 ? 1 : 2));
    CHECK(keys_of(each).size() == 1);
    CHECK(each.truth.requests.at(0).reference == each.order);
    CHECK(each.ended >= each.truth.requests.back().at);
    CHECK(each.runs.at(0).began <= each.truth.requests.front().at);
  }
}

TEST_CASE("drill: a client with a key for each try, and one without, charge twice") {
  const test::Scratch scratch;
  for (const char* how : {"fresh", "none"}) {
    const DrillFacts facts = drilled(plan_of(pay(scratch, how), {"reset-after-commit"}));
    const ScenarioFacts& seen = facts.scenarios.at(0);
    CHECK(seen.truth.charges.size() == 2);
    CHECK(seen.reported == Reported::success);
    CHECK(keys_of(seen).contains("") == (std::string(how) == "none"));
  }
}

TEST_CASE("drill: what a client is told, in words and variables") {
  const test::Scratch scratch;
  const test::Environment proxy("https_proxy", "http://127.0.0.1:1"),
      other("ALL_PROXY", "socks5://127.0.0.1:1"), kept("DRILL_TEST_KEPT", "here"),
      bundle("DRILL_TEST_CA", "/mine.pem");
  const std::string script =
      "test \"$1\" = \"$CHECKOUTDIAG_URL/v1\" || exit 11; test \"$2\" = \"$CHECKOUTDIAG_ORDER\" "
      "|| exit 12\n"
      "test \"$3\" = \"$CHECKOUTDIAG_KEY\" || exit 13; test \"$4\" = "
      "\"$CHECKOUTDIAG_HOST:$CHECKOUTDIAG_PORT\" || exit 14\n"
      "test \"$MY_URL\" = \"$CHECKOUTDIAG_URL\" || exit 15; test -z \"$https_proxy$ALL_PROXY\" || "
      "exit 16\n"
      "test \"$DRILL_TEST_KEPT\" = here || exit 17; test \"$CHECKOUTDIAG_SCENARIO\" = clean || "
      "exit 18\n"
      "test -z \"$(cat)\" || exit 19\n"
      "if test -n \"$CHECKOUTDIAG_CA\"; then\n"
      "  test \"$DRILL_TEST_CA\" = \"$CHECKOUTDIAG_CA\" || exit 20\n"
      "  grep -q 'BEGIN CERTIFICATE' \"$CHECKOUTDIAG_CA\" || exit 21\n"
      "  test \"$(stat -c %a \"$(dirname \"$CHECKOUTDIAG_CA\")\")\" = 700 || exit 22\n"
      "  echo \"$CHECKOUTDIAG_CA\" >\"$5\"\n"
      "else\n"
      "  test \"$DRILL_TEST_CA\" = /mine.pem || exit 23\n"
      "fi\n"
      "case $3 in sk_test_*) ;; *) exit 24 ;; esac\n"
      "case $2 in order-[0-9a-f]*) ;; *) exit 25 ;; esac\n"
      "ls /proc/self/fd | tr '\\n' ' '\n";
  const std::string file = scratch.path() + "/ca";
  DrillPlan plan =
      plan_of({"sh", "-c", script, "sh", "{url}/v1", "{order}", "{key}", "{host}:{port}", file});
  plan.url_env = {"MY_URL"};
  plan.ca_env = {"DRILL_TEST_CA"};
  for (const bool tls : {false, true}) {
    plan.tls = tls;
    const DrillFacts facts = drilled(plan);
    const ClientRun& run = facts.scenarios.at(0).runs.at(0);
    CHECK(run.exit == 0);
    CHECK(run.output == "0 1 2 3 ");  // the last is that of ls itself
  }
  CHECK_FALSE(fs::exists(fs::path(read(file).substr(0, read(file).find('\n'))).parent_path()));
}

TEST_CASE("drill: exit codes are what the plan says they are") {
  DrillPlan plan = plan_of({"sh", "-c", "exit 3"});
  CHECK(drilled(plan).scenarios.at(0).reported == Reported::failure);
  plan.success_exits = {0, 3};
  CHECK(drilled(plan).scenarios.at(0).reported == Reported::success);
  plan.doubt_exits = {3};
  CHECK(drilled(plan).scenarios.at(0).reported == Reported::doubt);
  const ScenarioFacts died = drilled(plan_of({"sh", "-c", "kill -SEGV $$"})).scenarios.at(0);
  CHECK(died.reported == Reported::nothing);
  CHECK(died.runs.at(0).signal == SIGSEGV);
  CHECK_FALSE(died.runs.at(0).exit.has_value());
}

TEST_CASE("drill: a client that hangs is ended, and so is what it leaves behind") {
  const test::Scratch scratch;
  const std::string file = scratch.path() + "/pid";
  DrillPlan plan = plan_of({"sh", "-c", "sleep 1000 & echo $! >\"$0\"; wait", file});
  plan.most = milliseconds(300);
  const ScenarioFacts hung = drilled(plan).scenarios.at(0);
  CHECK(hung.runs.at(0).hung);
  CHECK(hung.reported == Reported::nothing);
  CHECK(hung.runs.at(0).took >= 300);
  CHECK(hung.runs.at(0).took < 20'000);
  const std::string pid = read(file).substr(0, read(file).find('\n'));
  REQUIRE_FALSE(pid.empty());
  CHECK(ends_soon(pid));

  plan.command[2] = "sleep 1000 & echo $! >\"$0\"; exit 0";
  plan.most = milliseconds(30'000);
  const ScenarioFacts left = drilled(plan).scenarios.at(0);
  CHECK(left.runs.at(0).exit == 0);
  CHECK(left.runs.at(0).took < 20'000);
  CHECK(ends_soon(read(file).substr(0, read(file).find('\n'))));
}

TEST_CASE("drill: a client that does not hear SIGTERM is killed") {
  DrillPlan plan = plan_of({"sh", "-c", "trap '' TERM; while :; do sleep 1; done"});
  plan.most = milliseconds(200);
  const ClientRun run = drilled(plan).scenarios.at(0).runs.at(0);
  CHECK(run.hung);
  CHECK(run.signal == SIGKILL);
  CHECK(run.took >= 2200);
}

TEST_CASE("drill: killed after its request and run again, a client may know its key or not") {
  const test::Scratch scratch;
  for (const bool stored : {true, false}) {
    DrillPlan plan = plan_of(pay(scratch, stored ? "stored:" + scratch.path() + "/key" : "fresh"));
    plan.kill_after_send = true;
    const DrillFacts facts = drilled(plan);
    REQUIRE(facts.scenarios.size() == 2);
    CHECK_FALSE(facts.scenarios[0].killed);
    const ScenarioFacts& seen = facts.scenarios[1];
    CHECK(seen.killed);
    REQUIRE(seen.runs.size() == 2);
    CHECK(seen.runs[0].killed);
    CHECK(seen.runs[0].signal == SIGKILL);
    CHECK_FALSE(seen.runs[1].killed);
    CHECK(seen.runs[1].exit == 0);
    CHECK(seen.truth.charges.size() == (stored ? 1 : 2));
    REQUIRE(seen.truth.requests.size() == 2);
    CHECK(seen.truth.requests[0].at < seen.runs[1].began);
    CHECK(seen.truth.requests[1].at >= seen.runs[1].began);
    CHECK(seen.truth.requests[1].replayed == stored);
  }
}

TEST_CASE("drill: a client that sends nothing is not killed, and not run again") {
  DrillPlan plan = plan_of({"true"});
  plan.kill_after_send = true;
  const ScenarioFacts seen = drilled(plan).scenarios.at(1);
  CHECK(seen.killed);
  CHECK(seen.runs.size() == 1);
  CHECK(seen.reported == Reported::success);
}

TEST_CASE("drill: many at a time, and the results in the plan's order") {
  // The first ones take longer.
  DrillPlan plan = plan_of({"sh", "-c", "test $CHECKOUTDIAG_SCENARIO = slow && sleep 0.3; exit 0"},
                           {"clean", "clean", "clean", "clean", "clean", "clean"});
  plan.scenarios[0].name = "slow";
  plan.jobs = 3;
  plan.repeat = 2;
  int told = 0;
  std::string first;
  const DrillFacts facts = drill(plan, -1, [&](const ScenarioFacts& each) {
    if (++told == 1) first = each.scenario.name;
  });
  CHECK(told == 12);
  CHECK(first == "clean");
  REQUIRE(facts.scenarios.size() == 12);
  std::set<std::string> orders;
  for (std::size_t at = 0; at < facts.scenarios.size(); ++at) {
    CHECK(facts.scenarios[at].scenario.name == (at < 2 ? "slow" : "clean"));
    CHECK(facts.scenarios[at].repetition == static_cast<int>(at % 2) + 1);
    orders.insert(facts.scenarios[at].order);
  }
  CHECK(orders.size() == 12);
}

TEST_CASE("drill: an interrupt ends the clients and keeps what was whole") {
  const int interrupt = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  REQUIRE(interrupt >= 0);
  DrillPlan plan = plan_of({"sh", "-c", "test $CHECKOUTDIAG_SCENARIO = clean || sleep 1000"},
                           {"clean", "declined", "reset-after-commit"});
  plan.jobs = 2;
  const auto began = std::chrono::steady_clock::now();
  const DrillFacts facts =
      drill(plan, interrupt, [&](const ScenarioFacts&) { ::eventfd_write(interrupt, 1); });
  CHECK(facts.interrupted);
  REQUIRE(facts.scenarios.size() == 1);
  CHECK(facts.scenarios[0].scenario.name == "clean");
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
  CHECK(drill(plan, interrupt, nullptr).scenarios.empty());
  ::close(interrupt);
}

TEST_CASE("drill: a command that is not there is the caller's mistake") {
  const test::Scratch scratch;
  const std::string plain = scratch.write("plain.txt", "no program");
  CHECK_THROWS_WITH_AS(drilled(plan_of({"no-such-client-7f3a"})),
                       "the client no-such-client-7f3a cannot be started: no directory of PATH has "
                       "a program of that name",
                       Failure);
  CHECK_THROWS_WITH_AS(drilled(plan_of({plain})), doctest::Contains("may be executed"), Failure);
  CHECK_THROWS_AS(drilled(plan_of({scratch.path()})), Failure);
  CHECK_THROWS_AS(drilled(plan_of({""})), Failure);
  CHECK_THROWS_AS(drilled(plan_of({})), Failure);
}

TEST_CASE("drill: a script without a first line is the shell's, and one with a wrong one is told") {
  const test::Scratch scratch;
  const std::string script = scratch.write("pay.sh", "echo \"$1\"; exit 7\n");
  const std::string wrong = scratch.write("wrong.sh", "#!/no/such/interpreter\n");
  for (const std::string& each : {script, wrong})
    fs::permissions(each, fs::perms::owner_all);
  const ClientRun run = drilled(plan_of({script, "a b"})).scenarios.at(0).runs.at(0);
  CHECK(run.exit == 7);
  CHECK(run.output == "a b");
  const ScenarioFacts told = drilled(plan_of({wrong})).scenarios.at(0);
  CHECK(told.runs.at(0).problem == "No such file or directory");
  CHECK(told.reported == Reported::nothing);
}

TEST_CASE("drill: a flood of output is read and the end of it kept, without secrets") {
  const DrillPlan plan =
      plan_of({"sh", "-c",
               "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo first; echo key "
               "sk_live_4eC39HqLyjWDarjtT1zdp7dc; printf 'a\\033[2Jb\\n' >&2; echo last"});
  const std::string output = drilled(plan).scenarios.at(0).runs.at(0).output;
  CHECK(output.size() <= 2000);
  CHECK(has(output, "first\n"));
  CHECK_FALSE(has(output, "4eC39HqLyjWDarjtT1zdp7dc"));
  CHECK(has(output, "a\\x1b[2Jb\n"));
  CHECK(output.ends_with("last"));
}

TEST_CASE("drill: the command as it is shown has no secrets") {
  DrillPlan plan = plan_of({"true", "a b", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "x\x1b"});
  const std::string shown = drilled(plan).command;
  CHECK(shown.starts_with("true 'a b' "));
  CHECK_FALSE(has(shown, "4eC39HqLyjWDarjtT1zdp7dc"));
  CHECK_FALSE(has(shown, "\x1b"));
}

}  // namespace checkoutdiag::charge
