#include <cmath>
#include <nlohmann/json.hpp>

#include "checks/token/story.hpp"
#include "cli/facts/token_facts.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;

Json tenths(const std::optional<double>& seconds) {
  return seconds ? Json(std::round(*seconds * 10) / 10) : Json();
}

}  // namespace

std::string to_json(const token::ProbeFacts& facts) {
  Json uses = Json::array();
  for (const token::ProbeUse& each : facts.uses)
    uses.push_back({{"purpose", token::name(each.purpose)},
                    {"age_s", tenths(each.age)},
                    {"taken", token::name(each.taken)},
                    {"status", each.status > 0 ? Json(each.status) : Json()},
                    {"error", each.code.empty() ? Json() : Json(token::shown_code(each.code))},
                    {"reason", each.reason.empty() ? Json() : Json(each.reason)}});
  const auto* again = facts.find(token::Purpose::again);
  Json single = Json();
  if (again && again->taken != token::Taken::unclear)
    single = again->taken == token::Taken::refused;
  const Json all = {{"url", facts.url},
                    {"use_url", facts.use_url},
                    {"gateway", facts.gateway ? Json(facts.gateway->name) : Json()},
                    {"taken_at_s", tenths(facts.taken_at())},
                    {"refused_at_s", tenths(facts.refused_at())},
                    {"said_life_s", tenths(facts.said)},
                    {"single_use", single},
                    {"tokens_made", facts.exchanges},
                    {"interrupted", facts.was_interrupted},
                    {"problem", facts.problem.empty() ? Json() : Json(facts.problem)},
                    {"uses", uses}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace checkoutdiag
