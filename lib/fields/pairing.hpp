#pragma once
#include <map>
#include <string>
#include <vector>

#include "lib/fields/pair.hpp"
#include "lib/fields/schema.hpp"

namespace checkoutdiag::fields {

struct PairingOptions {
  std::map<std::string, std::string> renamed;  // a field of the form, and the gateway's name of it
  /// What is done to a field before it is sent: by the form's name of it, or "" for all.
  std::map<std::string, regex::Normaliser> normalisers;
  std::vector<std::string>
      countries;  // ISO 3166-1 alpha-2; none: all that have a rule of their own
};

struct Pairing {
  std::vector<Pair> pairs;
  std::vector<const Field*> front_only, gateway_only;  // of the schemas that were given
};

/// Which field of a form is which one of the gateway's: by what the user says, by name, and by what
/// it means where one alone has that meaning. A field whose rule depends on the country becomes a
/// pair for each. Throws Failure(input) for a name that is none.
Pairing pair_fields(const Schema& front, const Schema& gateway, const PairingOptions& options);

}  // namespace checkoutdiag::fields
