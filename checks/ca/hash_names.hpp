#pragma once
#include <string>
#include <vector>

#include "checks/ca/ca.hpp"

namespace checkoutdiag::ca {

/// What is wrong with a hashed directory's names, sorted by what it costs.
struct HashNames {
  std::vector<const trust::Link*> lost;    // a certificate is there, OpenSSL does not find it, and
                                           // a reader by hash has it from nowhere else
  std::vector<const trust::Link*> spare;   // the same, yet nobody here depends on it
  std::vector<const trust::Link*> untidy;  // no certificate is lost by it: a dangling name
  std::vector<std::string> losers;         // the readers of `lost`
};

HashNames judge_names(const StoreCase& seen);

/// "5ad8a5d6.0 leads to Foo.pem, which is not there". Raw.
std::string link_text(const trust::Link& link);

}  // namespace checkoutdiag::ca
