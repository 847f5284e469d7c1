#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "lib/text/secret.hpp"

namespace checkoutdiag {

/// A secret, and what may be told of where it came from.
struct ReadSecret {
  Secret secret;
  std::string from;     // "whsec.txt", "the variable STRIPE_SECRET": safe to print
  std::string dropped;  // a file's last line end, which is not part of it: "newline", "CR LF"
};

/// Reads it. `env` and `file` are the options that name a variable and a file, for errors. Throws
/// Failure(usage) when the secret itself seems to have been given as a name, Failure(input) when it
/// is not there.
ReadSecret read_secret(const SecretSource& source, const char* env, const char* file);

}  // namespace checkoutdiag
