#include "checks/threeds/tell_fields.hpp"

#include "checks/threeds/shown_code.hpp"

#include "checks/threeds/advice.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::threeds {

std::string_view not_in_table(const MessageCase& seen) {
  return is_in_table(seen.message) ? "" : "the table of fields has no such message";
}

void tell_fields(const MessageCase& seen, FieldProblem problem, Outcome& outcome) {
  for (const FieldFault& each : seen.faults) {
    if (each.problem != problem) continue;
    const std::string field = shown_name(each.field);
    Finding& finding = each.shown.empty()
                           ? outcome.fail("{} {}", field, each.why)
                           : outcome.fail("{} is '{}': it {}", field, each.shown, each.why);
    finding.with("field", field);
    if (!each.shown.empty()) finding.with("value", each.shown);
    if (const std::string advice = advice_of(each); !advice.empty())
      finding.fixed_by(field + ": " + advice);
  }
}

}  // namespace checkoutdiag::threeds
