#pragma once
#include <string>
#include <vector>

#include "checks/charge/charge.hpp"
#include "checks/report.hpp"

// The facts of the `charge` commands, for programs and for people.
namespace checkoutdiag::facts {

/// The `data` of `charge replay`, `charge drill` and `charge audit`.
std::string to_json(const charge::ReplayFacts& facts);
std::string to_json(const charge::DrillFacts& facts);
std::string to_json(const charge::TrafficFacts& facts);

/// What a person reads below the findings.
std::vector<Detail> replay_details(const charge::ReplayFacts& facts);
std::vector<Detail> scenario_details(const charge::ScenarioFacts& facts);
std::vector<Detail> traffic_details(const charge::TrafficFacts& facts);

/// "14 requests with 4 keys".
std::string replay_footer(const charge::ReplayFacts& facts);

/// "success", "failure", "doubt", "nothing".
std::string_view word(charge::Reported reported);

/// "safe", "double charge", "lost order", "phantom", "not charged", "in doubt": what became of the
/// order.
std::string verdict_of(const charge::ScenarioFacts& facts);

}  // namespace checkoutdiag::facts
