#pragma once
#include <string>

#include "checks/charge/audit_words.hpp"
#include "checks/charge/renewals.hpp"

// What both rules on renewed keys say.
namespace checkoutdiag::charge {

/// Says that it cannot be known whether a new key was right: the charge was looked up before.
void say_looked_up(const AuditCase& seen, const Renewal& renewal, Outcome& outcome);

/// "order 7: POST … got no answer, and it was sent again 2.1 s later with a new key".
std::string renewal_text(const Renewal& renewal);

/// "; the keys are those that the Stripe SDK makes …"; empty when they are not.
std::string sdk_text(const Mutations& requests);

/// What to do about it.
std::string renewal_fix(const AuditCase& seen, const Mutations& requests);

/// Records the finding at the rule's level, with all of it.
Finding& tell_renewal(const AuditCase& seen, const Renewed& group, const Renewal& renewal,
                      Outcome& outcome);

}  // namespace checkoutdiag::charge
