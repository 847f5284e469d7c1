#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/chain_rows.hpp"

// Why runtimes refuse a chain, in words, and what to do about each cause.
namespace checkoutdiag::ca::chains {

/// Those that refuse for one and the same reason, with one and the same way out.
struct Refusal {
  trust::Cause cause = trust::Cause::none;
  const Remedy* remedy = nullptr;  // the smallest that was proven; null: none was
  Rows rows;                       // never empty
};

/// The refusals of a chain without those that ca/chain-incomplete tells.
std::vector<Refusal> find_refusals(const ChainCase& seen);

/// The certificate that the runtime objects to; null when it named none that is known.
const x509::Certificate* culprit_of(const ChainCase& seen, const Refusal& refusal);

/// "issuer missing", for evidence.
std::string_view key_of(trust::Cause cause);

/// Reads after "cannot reach it: ". Escaped.
std::string why(const ChainCase& seen, const Refusal& refusal);

/// The fix.
std::string way_out(const ChainCase& seen, const Refusal& refusal);

}  // namespace checkoutdiag::ca::chains
