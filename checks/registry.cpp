#include "checks/registry.hpp"

#include "checks/ca/ca.hpp"
#include "checks/charge/charge.hpp"
#include "checks/doctor/doctor.hpp"
#include "checks/fields/fields.hpp"
#include "checks/gate/gate.hpp"
#include "checks/nearest.hpp"
#include "checks/threeds/page.hpp"
#include "checks/threeds/threeds.hpp"
#include "checks/tls/client.hpp"
#include "checks/tls/diff.hpp"
#include "checks/tls/tls.hpp"
#include "checks/token/token.hpp"
#include "checks/waivers/waivers.hpp"
#include "checks/webhook/webhook.hpp"

namespace checkoutdiag {
namespace {

template <class Case>
void add(std::span<const Check<Case>* const> checks, std::vector<const Rule*>& rules) {
  for (const Check<Case>* check : checks)
    rules.push_back(&check->rule);
}

}  // namespace

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> rules;
  add(tls::all(), rules);
  add(tls::across(), rules);
  add(tls::diff(), rules);
  add(tls::client(), rules);
  add(ca::machine(), rules);
  add(ca::all(), rules);
  add(ca::chain(), rules);
  add(ca::diff(), rules);
  add(webhook::all(), rules);
  add(webhook::drills(), rules);
  add(charge::replays(), rules);
  add(charge::drill(), rules);
  add(charge::drills(), rules);
  add(charge::audit(), rules);
  add(fields::all(), rules);
  add(fields::schemas(), rules);
  add(fields::values(), rules);
  add(fields::lints(), rules);
  add(threeds::all(), rules);
  add(threeds::transactions(), rules);
  add(threeds::requests(), rules);
  add(threeds::inputs(), rules);
  add(threeds::pages(), rules);
  add(token::all(), rules);
  add(token::traces(), rules);
  add(token::probes(), rules);
  add(gate::all(), rules);
  add(gate::checklist(), rules);
  add(doctor::all(), rules);
  add(waivers::all(), rules);
  return rules;
}

const Rule* find_rule(std::string_view id) {
  for (const Rule* rule : all_rules())
    if (rule->id == id) return rule;
  return nullptr;
}

std::string_view nearest_rule(std::string_view id) {
  std::vector<std::string_view> ids;
  std::string_view same_name;
  int of_that_name = 0;
  for (const Rule* rule : all_rules()) {
    ids.push_back(rule->id);
    if (rule->id.substr(rule->id.find('/') + 1) != id) continue;
    same_name = rule->id;
    ++of_that_name;
  }
  return of_that_name == 1 ? same_name : nearest(id, ids);
}

}  // namespace checkoutdiag
