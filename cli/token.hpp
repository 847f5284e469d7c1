#pragma once
#include <optional>

#include "cli/arguments.hpp"
#include "lib/token/capture.hpp"

// From the `token` commands' options to what lib understands.
namespace checkoutdiag {

/// What is known beforehand, and what it points to.
struct KnownToken {
  std::optional<token::Gateway> own;
  token::Expected expected;
};

/// --profile, --endpoint, --token and --card-host. Throws Failure.
void read_known(const TokenOptions& options, KnownToken& known);

}  // namespace checkoutdiag
