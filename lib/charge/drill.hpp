#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/charge/profile.hpp"
#include "lib/sandbox/scenario.hpp"
#include "lib/sandbox/truth.hpp"

// Is our client safe? Runs the user's own client against a sandbox, once for each scenario.
namespace checkoutdiag::charge {

struct DrillPlan {
  std::vector<std::string> command;  // "{url}", "{ca}", "{key}", "{order}", "{host}", "{port}" in
                                     // its words are replaced
  std::vector<sandbox::Scenario> scenarios;
  Profile profile;
  bool tls = true;
  // Further names of variables besides CHECKOUTDIAG_URL, _CA, _KEY, _ORDER, _HOST and _PORT.
  std::vector<std::string> url_env, ca_env, key_env, order_env;
  std::vector<int> success_exits = {0};
  std::vector<int> doubt_exits;  // the client says that it does not know, and will find out
  bool kill_after_send = false;  // additionally: kill it after its request, and run it again
  std::chrono::milliseconds most{30000};  // for one run of the client
  int jobs = 4;                           // scenarios at the same time
  int repeat = 1;                         // runs of each scenario
};

/// One run of the client.
struct ClientRun {
  std::optional<int> exit;  // nothing: it was killed
  int signal = 0;
  bool killed = false;               // by us, after its request (kill_after_send)
  bool hung = false;                 // by us: it was still running when the time was over
  std::int64_t began = 0, took = 0;  // ms since the sandbox began; ms
  std::string output;   // the last 2,000 bytes of stdout and stderr, redacted and safe to
                        // print line by line
  std::string problem;  // it could not be started: a clause
};

/// What the client said of the order.
enum class Reported { success, failure, doubt, nothing };

struct ScenarioFacts {
  sandbox::Scenario scenario;
  std::string order;    // the reference that it was given
  bool killed = false;  // the kill_after_send variant
  int repetition = 1;
  std::vector<ClientRun> runs;            // one; two of the variant
  Reported reported = Reported::nothing;  // of the last run
  sandbox::Truth truth;                   // when the client had ended and the sandbox had settled
  std::int64_t ended = 0;                 // ms since the sandbox began: when the last run ended
};

struct DrillFacts {
  Profile profile;
  std::string command;                   // for people, redacted
  std::vector<ScenarioFacts> scenarios;  // in the plan's order
  std::size_t planned = 0;               // how many there were to be; fewer were done when it was
  bool interrupted = false;              // cut short by a signal or a deadline
};

/// Runs them all. Throws Failure(input) when the command is not there. `told` is called as each
/// ends.
DrillFacts drill(const DrillPlan& plan, int interrupt,
                 const std::function<void(const ScenarioFacts&)>& told);

}  // namespace checkoutdiag::charge
