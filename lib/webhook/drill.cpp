#include "lib/webhook/drill.hpp"

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/webhook/drill/stage.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag::webhook {

namespace {

TrialFacts broken(Trial trial, const Failure& failure) {
  constexpr std::size_t kLongest = 300;
  TrialFacts facts;
  facts.trial = trial;
  facts.broken = text::printable(text::redacted(failure.what()), kLongest);
  return facts;
}

}  // namespace

DrillFacts drill(const DrillPlan& plan, int interrupt, const std::function<void(Trial)>& told) {
  constexpr std::size_t kLongestUrl = 400;
  DrillFacts facts;
  facts.scheme = text::printable(plan.scheme.name);
  facts.url = text::printable(text::redacted(plan.url), kLongestUrl);
  facts.counted_by = plan.probe.kind;
  const AgeLimits limits = age_limits(plan.scheme.timestamp, plan.settings.tolerance);
  facts.rejects_old = plan.scheme.timestamp.exists() && limits.past.has_value();
  facts.rejects_future = plan.scheme.timestamp.exists() && limits.future.has_value();
  facts.timeout = plan.timeout;
  facts.timeout_source = plan.events.timeout_source;
  facts.events = plan.events.title;
  facts.huge = plan.huge;
  Stage stage(plan, interrupt);
  for (const Trial trial : plan.trials) {
    if (stage.is_over()) {
      facts.cut_short = true;
      break;
    }
    told(trial);
    try {
      facts.trials.push_back(stage.run(trial));
    } catch (const Failure& failure) {
      // Of the first one it is the call that is wrong; later, what was found before counts.
      if (facts.trials.empty()) throw;
      facts.trials.push_back(broken(trial, failure));
      // Nobody knows whether the endpoint is there again.
      facts.cut_short = trial == Trial::killed;
      if (facts.cut_short) break;
    }
  }
  facts.cut_short = facts.cut_short || stage.is_over();
  return facts;
}

}  // namespace checkoutdiag::webhook
