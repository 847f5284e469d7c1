#pragma once
#include "lib/charge/traffic.hpp"

namespace checkoutdiag::charge {

/// What a request shows to be let in.
enum class Credential {
  none,
  publishable,  // a key that every visitor of the shop gets
  secret,       // anything else
};

/// Authorization and its kin, and the keys that browsers send in a query or a form.
Credential credential_of(const Recorded& recorded);

/// The value of an Authorization header with a publishable key, cut behind its beginning; empty for
/// any other.
std::string shown_publishable(std::string_view authorization);

}  // namespace checkoutdiag::charge
