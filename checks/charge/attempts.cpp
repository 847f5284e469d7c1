#include "checks/charge/attempts.hpp"

#include <algorithm>

namespace checkoutdiag::charge {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using sandbox::SeenRequest;

// This machine's own delays between the books of the sandbox and ours of the client.
constexpr std::int64_t kSlack = 50;

const Fault* fault_of(const sandbox::Scenario& scenario, const SeenRequest& request) {
  for (const sandbox::FaultRule& rule : scenario.faults)
    if (sandbox::describe(rule.fault) == request.fault) return &rule.fault;
  return nullptr;
}

// Whether a whole answer reaches a client that waits for it.
bool arrives(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::status:
    case FaultKind::delay:
    case FaultKind::stall:
    case FaultKind::drip:
      return true;
    default:
      return false;
  }
}

// How long after a charge was executed, or after the request, a fault is over for its client.
std::optional<std::int64_t> lasts(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::delay:
    case FaultKind::stall:
      return fault.wait.count();
    case FaultKind::drip:  // by the body's length
      return std::nullopt;
    default:
      return 0;
  }
}

Try read_try(const ScenarioFacts& seen, const SeenRequest& request) {
  Try attempt;
  attempt.request = &request;
  for (std::size_t run = 1; run < seen.runs.size(); ++run)
    if (request.at >= seen.runs[run].began) attempt.run = run;
  if (!request.fault.empty()) attempt.fault = fault_of(seen.scenario, request);
  attempt.known = request.fault.empty() || attempt.fault;
  if (!attempt.known) return attempt;
  if (!attempt.fault || arrives(*attempt.fault)) attempt.status = request.status;
  const std::optional<std::int64_t> extra = attempt.fault ? lasts(*attempt.fault) : 0;
  const bool after_work =
      request.executed && (!attempt.fault || attempt.fault->when == sandbox::When::after);
  const std::int64_t work = after_work ? seen.scenario.work.count() : 0;
  if (extra) attempt.due = request.at + work + *extra;
  return attempt;
}

std::vector<const sandbox::Charge*> chosen_charges(const ScenarioFacts& seen, bool of_order) {
  const OrderName order = order_name(seen);
  std::vector<const sandbox::Charge*> charges;
  for (const sandbox::Charge& each : seen.truth.charges)
    if (order.means(each.reference) == of_order) charges.push_back(&each);
  return charges;
}

// When the client ended that made this try.
std::int64_t end_of(const ScenarioFacts& seen, const Try& attempt) {
  const ClientRun& run = seen.runs[attempt.run];
  return run.began + run.took;
}

}  // namespace

bool OrderName::means(std::string_view reference) const {
  if (reference.empty()) return true;
  return given ? reference.find(text) != std::string_view::npos : reference == text;
}

OrderName order_name(const ScenarioFacts& seen) {
  OrderName own;
  for (const SeenRequest& each : seen.truth.requests) {
    if (!each.charges) continue;
    if (each.reference.find(seen.order) != std::string::npos) return {seen.order, true};
    if (own.text.empty()) own.text = each.reference;
  }
  return own;
}

bool Try::refused() const {
  constexpr int kWorthRetrying[] = {408, 409, 423, 425, 429};
  return status >= 400 && status < 500 &&
         std::find(std::begin(kWorthRetrying), std::end(kWorthRetrying), status) ==
             std::end(kWorthRetrying);
}

std::vector<Try> tries_of(const ScenarioFacts& seen) {
  std::vector<Try> tries;
  if (seen.runs.empty()) return tries;
  const OrderName order = order_name(seen);
  for (const SeenRequest& request : seen.truth.requests)
    if (request.charges && order.means(request.reference)) tries.push_back(read_try(seen, request));
  std::stable_sort(tries.begin(), tries.end(),
                   [](const Try& a, const Try& b) { return a.request->at < b.request->at; });
  return tries;
}

std::vector<Retry> retries_of(const std::vector<Try>& tries) {
  std::vector<Retry> retries;
  int number = 0;
  for (std::size_t each = 1; each < tries.size(); ++each) {
    const Try &before = tries[each - 1], &after = tries[each];
    if (before.run != after.run) {
      number = 0;
      continue;
    }
    Retry retry{&before, &after, ++number, std::nullopt};
    if (before.due && after.request->at >= *before.due)
      retry.waited = after.request->at - *before.due;
    retries.push_back(retry);
  }
  return retries;
}

bool is_own_wait(const Retry& retry) {
  const Try& before = *retry.before;
  return retry.waited && before.known && !before.succeeded() && !before.request->retry_after;
}

std::optional<Impatience> impatience_of(const ScenarioFacts& seen, const std::vector<Try>& tries) {
  if (tries.empty()) return std::nullopt;
  const Try& last = tries.back();
  const std::int64_t ended = end_of(seen, last);
  if (!last.due || last.status == 0 || seen.runs[last.run].killed || ended + kSlack >= *last.due)
    return std::nullopt;
  return Impatience{ended - last.request->at, *last.due - last.request->at};
}

bool looked_between(const ScenarioFacts& seen, std::int64_t from, std::int64_t to) {
  return std::any_of(seen.truth.requests.begin(), seen.truth.requests.end(),
                     [&](const SeenRequest& each) {
                       return each.method == "GET" && each.status >= 200 && each.status < 300 &&
                              each.at >= from && each.at <= to;
                     });
}

std::vector<const sandbox::Charge*> charges_of(const ScenarioFacts& seen) {
  return chosen_charges(seen, true);
}

std::vector<const sandbox::Charge*> other_charges(const ScenarioFacts& seen) {
  return chosen_charges(seen, false);
}

std::string cause_of(const Try& attempt) {
  if (attempt.status == 0) return "no answer";
  return attempt.status >= 500 ? "5xx" : std::to_string(attempt.status);
}

}  // namespace checkoutdiag::charge
