#pragma once
#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "checks/threeds/field_faults.hpp"
#include "lib/threeds/gateway.hpp"
#include "lib/threeds/message.hpp"

namespace checkoutdiag::threeds {

/// One message of a transaction.
struct MessageCase {
  const Transaction& transaction;
  const Message& message;
  std::vector<FieldFault> faults;  // faults_of() the two
};

/// All messages of one transaction.
struct TransactionCase {
  const Transaction& transaction;
};

/// A request in a gateway's own names.
struct RequestCase {
  const Vocabulary& gateway;
  std::vector<Exemption> exemptions;
};

/// The file that the messages are from.
struct InputCase {
  std::size_t unread = 0;  // lines that name a message and are no JSON
};

/// Every check on the file.
std::span<const Check<InputCase>* const> inputs();

/// Every check on a gateway's own request.
std::span<const Check<RequestCase>* const> requests();

/// Every check on a message, in the order of running and reporting.
std::span<const Check<MessageCase>* const> all();

/// Every check on a transaction.
std::span<const Check<TransactionCase>* const> transactions();

namespace rules {
extern const Check<MessageCase> version_unknown;
extern const Check<MessageCase> field_missing;
extern const Check<MessageCase> field_malformed;
extern const Check<MessageCase> field_forbidden;
extern const Check<MessageCase> field_unknown;
extern const Check<MessageCase> browser_data_doubtful;
extern const Check<MessageCase> method_incomplete;
extern const Check<MessageCase> challenge_indicator;
extern const Check<MessageCase> amount_exponent;
extern const Check<MessageCase> eci_incoherent;
extern const Check<MessageCase> not_authenticated;
extern const Check<MessageCase> error_received;
extern const Check<MessageCase> decoupled_contradicts;
extern const Check<TransactionCase> ids_differ;
extern const Check<TransactionCase> versions_differ;
extern const Check<TransactionCase> challenge_open;
extern const Check<RequestCase> exemption_unknown;
extern const Check<InputCase> message_unread;
}  // namespace rules

}  // namespace checkoutdiag::threeds
