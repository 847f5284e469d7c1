#pragma once
#include <doctest/doctest.h>

#include "checks/threeds/threeds.hpp"
#include "tests/checks/fix_lines.hpp"
#include "tests/lib/threeds/conforming.hpp"

namespace checkoutdiag::test {

/// A transaction of messages, in that order, each with its type.
inline threeds::Transaction transaction(
    const std::vector<std::pair<std::string, nlohmann::json>>& messages) {
  threeds::Transaction all;
  for (const auto& [type, body] : messages) {
    threeds::Message message;
    message.type = type;
    message.body = body;
    message.version = message.text("messageVersion");
    all.messages.push_back(std::move(message));
  }
  return all;
}

/// What a rule says of the last of them.
inline Outcome judged(const Check<threeds::MessageCase>& check,
                      const threeds::Transaction& transaction) {
  const threeds::Message& message = transaction.messages.back();
  const threeds::MessageCase seen{transaction, message, threeds::faults_of(transaction, message)};
  Outcome outcome{&check.rule, "message", {}, {}, {}};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  for (const Finding& each : outcome.findings)
    CHECK((each.fix.empty() || fault_of_fix(each.fix) == ""));
  return outcome;
}

inline Outcome judged(const Check<threeds::TransactionCase>& check,
                      const threeds::Transaction& transaction) {
  const threeds::TransactionCase seen{transaction};
  Outcome outcome{&check.rule, "transaction", {}, {}, {}};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  return outcome;
}

/// The findings' messages, with "; " between them.
inline std::string told(const Outcome& outcome) {
  std::string text;
  for (const Finding& each : outcome.findings)
    text += (text.empty() ? "" : "; ") + each.message;
  return text;
}

/// An AReq of a browser's payment without a fault.
inline nlohmann::json request(const std::string& version = "2.2.0") {
  return conforming("AReq", version, threeds::Flow::browser_payment);
}

}  // namespace checkoutdiag::test
