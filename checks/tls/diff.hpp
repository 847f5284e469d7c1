#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"

// What two gateways, or one of two days, have in common, and what not.
namespace checkoutdiag::tls {

/// A certificate that is sent, with what is sent beside it.
struct SentChain {
  std::string key;                    // "RSA 2048"
  std::string leaf, issuer;           // subjects
  std::string sha256, not_after;      // of the leaf; not_after as RFC 3339
  std::vector<std::string> subjects;  // of the whole chain
};

/// What a probe saw at one address, as its report tells it.
struct Side {
  std::string name;                                        // "a.json: api:443", "api:443"
  std::map<std::string, std::optional<bool>> versions;     // accepted; nothing: not known
  std::map<std::string, std::vector<std::string>> suites;  // by version, in the server's order
  std::vector<std::string> groups, signatures;
  std::vector<SentChain> chains;
  std::map<std::string, std::string> traits;  // "client certificate": "required"
  std::vector<std::string> incomplete;        // aspects that were not asked to the end
};

/// Nothing on one side: the address is on the other alone.
struct DiffCase {
  std::optional<Side> a, b;
};

std::span<const Check<DiffCase>* const> diff();

namespace rules {
extern const Check<DiffCase> gateways_differ;
}  // namespace rules

}  // namespace checkoutdiag::tls
