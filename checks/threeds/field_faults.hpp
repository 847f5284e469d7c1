#pragma once
#include <string>
#include <vector>

#include "lib/threeds/message.hpp"

namespace checkoutdiag::threeds {

enum class FieldProblem { missing, malformed, forbidden, unknown };

/// What is wrong with one field of a message, by the table.
struct FieldFault {
  FieldProblem problem = FieldProblem::missing;
  std::string field;  // "acctInfo.chAccAgeInd": raw
  std::string why;    // a clause, safe to print, without what the field has
  std::string shown;  // what it has, where that may be shown; safe to print
};

/// What the table says of a message: which fields are missing, malformed, of another version,
/// channel or category, or not known. Where the channel or the category are not known, only what is
/// wrong in all of them. Empty for versions and types that the table does not have.
std::vector<FieldFault> faults_of(const Transaction& transaction, const Message& message);

/// Whether the table has that type in that version.
bool is_in_table(const Message& message);

/// Whether the value of a field may be shown: none of a card or a person.
bool may_be_shown(const Row& row);

}  // namespace checkoutdiag::threeds
