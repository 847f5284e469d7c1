#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/charge/charge.hpp"
#include "tests/checks/tls/gateway.hpp"

// Drills written down as facts: a client that pays at once, and the ways in which a test spoils it.
namespace checkoutdiag::charge::drilled {

using tls::evidence;
using tls::has;
using tls::holds;
using tls::only_finding;
using tls::skipped;
using tls::undecided;

inline constexpr const char* kOrder = "order-1a2b3c4d";
inline constexpr const char* kKey = "9b1c7a52-0d5e-4f6f-8a47-3f1d0c2b9e10";
inline constexpr const char* kOtherKey = "c0a8012e-6f0b-4c55-9d2e-7b6a5e4d3c21";

sandbox::Fault status_fault(int status, sandbox::When when = sandbox::When::before,
                            std::optional<int> retry_after = std::nullopt);
sandbox::Fault fault(sandbox::FaultKind kind, sandbox::When when = sandbox::When::before,
                     int wait_ms = 0);

/// A run of a client against a sandbox of the generic profile; nothing was sent yet, and the client
/// reported success after 5 s.
struct Given {
  Given();

  /// A request for the charge: it was executed, and answered with that status.
  Given& paid(std::int64_t at, const std::string& key = kKey, int status = 200);
  /// One that was met by a fault of the scenario; executed unless the fault came before.
  Given& failed(std::int64_t at, const sandbox::Fault& by, const std::string& key = kKey);
  /// One that was not executed, and answered by the sandbox itself.
  Given& answered(std::int64_t at, int status, const std::string& key = kKey);
  /// A GET that was answered.
  Given& looked(std::int64_t at);

  Given& reported(Reported what);
  /// The client's end, ms since the sandbox began.
  Given& ended(std::int64_t at);
  /// The client was killed then, and run again 10 ms later.
  Given& killed(std::int64_t at);
  /// Still running when its time was over.
  Given& hung(std::int64_t at);
  Given& not_started();

  ScenarioFacts seen;
  Profile profile;

 private:
  sandbox::SeenRequest& add(std::int64_t at, const std::string& key);
  void execute(sandbox::SeenRequest& request);
};

/// One rule on one run, or on several; what it says must be fit to be printed and pasted.
Outcome judged(const Check<DrillCase>& check, const Given& given);
Outcome judged(const Check<DrillsCase>& check, const std::vector<Given>& given);

/// The ids of the rules with findings, without "charge/client-".
std::string found(const Given& given);

}  // namespace checkoutdiag::charge::drilled

namespace checkoutdiag::charge {
using namespace drilled;  // every test of the drill's rules is about such runs
}
